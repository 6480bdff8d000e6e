package org.mapi.stdflib.track.content;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.Packet;

/**
 * The first bytes of a payload or of a stream, copied out of the packets; one object that is filled again for every packet.
 * Used by one thread.
 */
public final class Content {
    /** Most bytes it holds. */
    public static final int CAPACITY = 2048;
    private static final int UDP_LENGTH = 4;
    private static final int UDP_HEADER = 8;

    final byte[] bytes = new byte[CAPACITY];
    private int length;
    private int total;
    private boolean stream;
    private int sourcePort;
    private int destinationPort;

    /**
     * Takes the payload of a packet; of the first fragment of a datagram the beginning, with the whole datagram's length.
     *
     * @param layers its innermost layers
     * @param window how many bytes at most, 1 to {@link #CAPACITY}
     */
    public void set(Layers layers, int window) {
        stream = layers.protocol() == IpProtocol.TCP;
        sourcePort = layers.sourcePort();
        destinationPort = layers.destinationPort();
        total = layers.payloadWireLength();
        if (!stream && layers.moreFragments()) {
            total = Math.max(total, layers.packet().getUnsignedShort(layers.transportOffset() + UDP_LENGTH) - UDP_HEADER);
        }
        length = 0;
        append(layers.packet(), layers.payloadOffset(), Math.min(layers.payloadLength(), window));
    }

    /**
     * Takes the bytes that came before, to be followed by {@link #append(Layers, int, int)}.
     *
     * @param from  where they are kept
     * @param start index of the first
     * @param count how many, 0 to {@link #CAPACITY}
     */
    public void set(byte[] from, int start, int count) {
        System.arraycopy(from, start, bytes, 0, count);
        length = count;
        total = count;
        stream = true;
    }

    /**
     * Adds the payload of the packet that follows in the stream.
     *
     * @param layers its innermost layers
     * @param skip   bytes of the payload that are here already
     * @param window how many bytes at most, all together
     */
    public void append(Layers layers, int skip, int window) {
        sourcePort = layers.sourcePort();
        destinationPort = layers.destinationPort();
        total += layers.payloadWireLength() - skip;
        append(layers.packet(), layers.payloadOffset() + skip, Math.min(layers.payloadLength() - skip, window - length));
    }

    private void append(Packet packet, int at, int count) {
        if (count > 0) {
            MemorySegment.copy(packet.segment(), ValueLayout.JAVA_BYTE, packet.offset() + at, bytes, length, count);
            length += count;
        }
    }

    /** Copies all bytes out. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, length);
    }

    /** How many bytes there are. */
    public int length() {
        return length;
    }

    /** How many bytes the payload (or the stream so far) had on the wire, {@link #length()} or more. */
    public int total() {
        return total;
    }

    /** Whether nothing is missing at the end: the window was wide enough and everything was captured. */
    public boolean whole() {
        return length == total;
    }

    /** True for TCP, where more may follow in the next packet; false for datagrams. */
    public boolean stream() {
        return stream;
    }

    /** Whether the payload comes from or goes to a port. */
    public boolean port(int number) {
        return sourcePort == number || destinationPort == number;
    }

    /** The byte at an index, 0 to 255; 0 behind {@link #length()}. */
    int u8(int at) {
        return at < length ? bytes[at] & 0xff : 0;
    }

    /** Two bytes, most significant first. */
    int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    /** Four bytes, most significant first. */
    int i32(int at) {
        return u16(at) << 16 | u16(at + 2);
    }

    /** Four bytes, least significant first, as an unsigned number. */
    long littleEndian32(int at) {
        return Integer.reverseBytes(i32(at)) & 0xffff_ffffL;
    }
}
