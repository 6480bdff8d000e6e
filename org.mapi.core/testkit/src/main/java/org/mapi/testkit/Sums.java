package org.mapi.testkit;

/** Checksums the slow and obvious way, of Ethernet frames with one IP header without options and one transport header. */
public final class Sums {
    private static final int NETWORK = 14;

    private Sums() { }

    /** One's complement sum of bytes, as 16 bits. */
    private static int add(int sum, byte[] bytes, int from, int to) {
        int total = sum;
        for (int i = from; i < to; i++) {
            total += (bytes[i] & 0xff) << ((i - from) % 2 == 0 ? 8 : 0);
            total = (total & 0xffff) + (total >>> 16);
        }
        return total;
    }

    private static boolean wide(byte[] frame) {
        return frame[NETWORK] >>> 4 == 6;
    }

    private static int protocol(byte[] frame) {
        return frame[NETWORK + (wide(frame) ? 6 : 9)] & 0xff;
    }

    private static int transport(byte[] frame) {
        return NETWORK + (wide(frame) ? 40 : 20);
    }

    private static int checksumAt(byte[] frame) {
        return transport(frame) + switch (protocol(frame)) {
            case 6 -> 16;
            case 17 -> 6;
            default -> 2;
        };
    }

    private static int transportSum(byte[] frame) {
        final int length = frame.length - transport(frame);
        int sum = 0;
        if (protocol(frame) != 1) {
            sum = add(sum, frame, NETWORK + (wide(frame) ? 8 : 12), transport(frame));
            sum = add(sum, new byte[] {0, (byte) protocol(frame), (byte) (length >> 8), (byte) length}, 0, 4);
        }
        return add(sum, frame, transport(frame), frame.length);
    }

    /** Makes both checksums right. */
    public static byte[] right(byte[] frame) {
        if (!wide(frame)) {
            put(frame, NETWORK + 10, 0);
            put(frame, NETWORK + 10, ~add(0, frame, NETWORK, NETWORK + 20));
        }
        put(frame, checksumAt(frame), 0);
        put(frame, checksumAt(frame), ~transportSum(frame));
        return frame;
    }

    /** Whether both checksums are right. */
    public static boolean areRight(byte[] frame) {
        return (wide(frame) || add(0, frame, NETWORK, NETWORK + 20) == 0xffff) && transportSum(frame) == 0xffff;
    }

    private static void put(byte[] frame, int at, int value) {
        frame[at] = (byte) (value >> 8);
        frame[at + 1] = (byte) value;
    }
}
