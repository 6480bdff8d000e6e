package org.mapi.capture;

import java.lang.foreign.MemorySegment;
import org.mapi.packet.Packet;
import org.osgi.annotation.versioning.ProviderType;

/** A compiled capture filter: immutable, usable by any number of threads at once. */
@ProviderType
public interface CaptureFilter {
    /**
     * Runs the filter's program on a packet. A load beyond the captured length rejects the packet, as in libpcap. Never
     * allocates, never throws.
     *
     * @param segment       memory of the packet, native and not mapped
     * @param offset        where the link-layer header starts
     * @param captureLength bytes captured
     * @param wireLength    length on the wire
     * @return the program's return value (unsigned): 0 = no match
     */
    int run(MemorySegment segment, long offset, int captureLength, int wireLength);

    /** Whether a packet matches. */
    default boolean matches(Packet packet) {
        return run(packet.segment(), packet.offset(), packet.captureLength(), packet.wireLength()) != 0;
    }

    /** The expression it was compiled from. */
    String expression();

    /** The link type it was compiled for. */
    int linkType();

    /** The program as {@code tcpdump -d} prints it, one instruction a line. */
    String listing();
}
