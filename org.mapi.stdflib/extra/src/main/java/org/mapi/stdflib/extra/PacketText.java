package org.mapi.stdflib.extra;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.mapi.packet.Packet;

/**
 * The captured bytes of a packet as text: each byte is the character of that code (ISO 8859-1), so that every packet is a text
 * and {@code \xff} means the byte. A window on the packet, moved from one to the next.
 */
final class PacketText implements CharSequence {
    private MemorySegment segment = MemorySegment.NULL;
    private long start;
    private int length;

    /** Moves the window to a packet. */
    void of(Packet packet) {
        segment = packet.segment();
        start = packet.offset();
        length = packet.captureLength();
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        return (char) (segment.get(ValueLayout.JAVA_BYTE, start + index) & 0xff);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        return toString().substring(from, to);
    }

    @Override
    public String toString() {
        return new String(segment.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }
}
