package org.mapi.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Packets as nobody sends them: frames of many protocols and the packets of real captures, with bits flipped, bytes replaced,
 * parts cut off, doubled or put together, under wrong link types, with lengths and times that lie. The same seed gives the same
 * packets. Allocates nothing per packet.
 */
public final class MutatedPackets {
    /** Longest packet made. */
    public static final int LONGEST = 1 << 16;
    private static final int[] LINK_TYPES = {0, 1, 9, 12, 50, 51, 101, 105, 108, 113, 127, 228, 229, 239, 242, 276, 4711};
    private static final int[] EDGES = {0, 1, 4, 5, 6, 0x0f, 0x45, 0x40, 0x60, 0x7f, 0x80, 0xff};
    private static final long STEP = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final List<SampleFrames.Frame> frames;
    private final SplittableRandom random;
    private final byte[] bytes = new byte[LONGEST];
    private int length;
    private int wireLength;
    private int linkType;
    private long timestamp = FunctionHarness.START;

    /**
     * Packets from our own frames and from the captures of a folder.
     *
     * @param seed   start of the random sequence
     * @param traces folder with pcap files; null or absent: our own frames only
     */
    public MutatedPackets(long seed, Path traces) {
        frames = SampleFrames.all(traces);
        random = new SplittableRandom(seed);
    }

    /** Makes the next packet. */
    public void next() {
        take(frames.get(random.nextInt(frames.size())));
        final int mutations = random.nextInt(4);
        for (int i = 0; i < mutations; i++) {
            mutate();
        }
        wireLength = switch (random.nextInt(8)) {
            case 0 -> random.nextInt(LONGEST);
            case 1 -> length + random.nextInt(1500);
            default -> length;
        };
        timestamp += switch (random.nextInt(400)) {
            case 0 -> -random.nextLong(SECOND);
            case 1 -> random.nextLong(60 * SECOND);
            case 2, 3, 4 -> 0;
            default -> random.nextLong(STEP);
        };
    }

    private void take(SampleFrames.Frame frame) {
        length = frame.bytes().length;
        linkType = frame.linkType();
        System.arraycopy(frame.bytes(), 0, bytes, 0, length);
    }

    private void mutate() {
        final int at = length == 0 ? 0 : random.nextInt(random.nextBoolean() ? length : Math.min(length, 80));
        switch (random.nextInt(9)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> bytes[at] = (byte) EDGES[random.nextInt(EDGES.length)];
            case 3 -> length = at;
            case 4 -> noise(at, random.nextInt(1, 16));
            case 5 -> noise(length, random.nextInt(1, 256));
            case 6 -> splice(at, frames.get(random.nextInt(frames.size())).bytes());
            case 7 -> repeat(at);
            default -> linkType = LINK_TYPES[random.nextInt(LINK_TYPES.length)];
        }
    }

    private void noise(int from, int count) {
        final int end = Math.min(LONGEST, from + count);
        for (int i = from; i < end; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        length = Math.max(length, end);
    }

    /** Puts another frame, or its end, behind a part of this one. */
    private void splice(int at, byte[] other) {
        final int from = other.length == 0 ? 0 : random.nextInt(other.length);
        final int count = Math.min(other.length - from, LONGEST - at);
        System.arraycopy(other, from, bytes, at, count);
        length = at + count;
    }

    private void repeat(int at) {
        final int count = Math.min(length - at, LONGEST - length);
        System.arraycopy(bytes, at, bytes, length, count);
        length += count;
    }

    /** The packet's bytes, {@link #length} of them; overwritten by the next packet. */
    public byte[] bytes() {
        return bytes;
    }

    /** Captured bytes. */
    public int length() {
        return length;
    }

    /** Length on the wire, right or wrong. */
    public int wireLength() {
        return wireLength;
    }

    /** Link type, right or wrong. */
    public int linkType() {
        return linkType;
    }

    /** Time; goes back and jumps now and then. */
    public long timestamp() {
        return timestamp;
    }
}
