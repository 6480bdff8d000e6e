package org.mapi.core.pcap.live;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.pcap4j.core.PcapAccess;

/**
 * libpcap's functions of the capture path, called directly: a call costs some 10 ns and allocates nothing.
 *
 * <p>Pointers are passed as numbers, so that no liveness check of a segment is made per call; 64-bit systems only.
 */
final class Libpcap {
    /** Result of {@link #next}: there is a packet. */
    static final int PACKET = 1;
    /** Result of {@link #next}: there is none now. */
    static final int NONE = 0;

    /** All memory: to read what libpcap points to. */
    static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final MethodHandle NEXT = handle("pcap_next_ex", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle STATS = handle("pcap_stats", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle ERROR = handle("pcap_geterr", JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CLOSE = Linker.nativeLinker()
        .downcallHandle(MemorySegment.ofAddress(PcapAccess.function("pcap_close")), FunctionDescriptor.ofVoid(JAVA_LONG));
    /** PCAP_ERRBUF_SIZE. */
    private static final int LONGEST_MESSAGE = 256;

    private Libpcap() { }

    private static MethodHandle handle(String function, MemoryLayout result, MemoryLayout... arguments) {
        return Linker.nativeLinker().downcallHandle(MemorySegment.ofAddress(PcapAccess.function(function)),
            FunctionDescriptor.of(result, arguments));
    }

    /**
     * Fetches one packet.
     *
     * @param handle the {@code pcap_t}
     * @param header address of a pointer, set to the packet's header, see {@link PacketHeaderDescriptor}
     * @param data   address of a pointer, set to the packet's bytes; both stay valid until the next call
     * @return PACKET, NONE, or a negative status of libpcap
     */
    static int next(long handle, long header, long data) {
        try {
            return (int) NEXT.invokeExact(handle, header, data);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** {@code pcap_stats}: 0, or negative on failure; fills three unsigned 32-bit numbers (received, dropped, by interface). */
    static int statistics(long handle, MemorySegment counters) {
        try {
            return (int) STATS.invokeExact(handle, counters.address());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** What libpcap last complained about on a handle. */
    static String error(long handle) {
        try {
            return MemorySegment.ofAddress((long) ERROR.invokeExact(handle)).reinterpret(LONGEST_MESSAGE, Arena.global(), null)
                .getString(0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Frees a handle. */
    static void close(long handle) {
        try {
            CLOSE.invokeExact(handle);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("a call of libpcap threw", e);
    }
}
