package org.pcap4j.core;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;

/**
 * What pcap4j keeps to its own package: its mappings of libpcap's functions. With them filters are compiled without a handle that
 * is open for capture, and live handles are opened so that nothing leaks when a step fails, both with libpcap's own words on
 * failure. pcap4j's classes are embedded in this bundle, so the package is shared by one class loader and nothing is exported.
 */
public final class PcapAccess {
    private static final int FILE_HEADER = 24;
    private static final int MAGIC = 0xa1b2c3d4;
    /** PCAP_ERRBUF_SIZE. */
    private static final int ERROR_SIZE = 256;

    private PcapAccess() { }

    /**
     * Outcome of a compilation.
     *
     * @param instructions one per element: code in bits 0-15, jt in 16-23, jf in 24-31, k in 32-63; null on failure
     * @param error        libpcap's message on failure, otherwise null
     */
    public record Compilation(long[] instructions, String error) { }

    /**
     * Compiles on a handle that reads an empty capture file in memory.
     *
     * <p>Not on a handle of {@code pcap_open_dead}: for that libpcap assumes a live capture on this system, so it would take
     * {@code inbound} or {@code ifindex} as questions to the kernel, and only this system's address family numbers for link type
     * NULL.
     *
     * @param linkType   {@code LINKTYPE_} value, 0 to 65535
     * @param swapped    whether the file is of a system with the other byte order (it matters for link type NULL only)
     * @param snapLength the accepting return value, at least 1
     * @param expression ASCII without NUL
     * @param optimise   whether libpcap's optimiser runs
     * @param netmask    in host byte order
     * @return the program or libpcap's message
     * @throws LinkageError when libpcap cannot be loaded
     */
    public static Compilation compile(int linkType, boolean swapped, int snapLength, String expression, boolean optimise,
                                      int netmask) {
        Memory file = new Memory(FILE_HEADER);
        int[] words = {MAGIC, 0, 0, 0, snapLength, linkType};
        for (int i = 0; i < words.length; i++) {
            file.setInt(4L * i, swapped ? Integer.reverseBytes(words[i]) : words[i]);
        }
        file.setShort(4, swapped ? Short.reverseBytes((short) 2) : 2);
        file.setShort(6, swapped ? Short.reverseBytes((short) 4) : 4);
        Pointer stream = standard("fmemopen").invokePointer(new Object[] {file, new NativeLong(FILE_HEADER), "r"});
        Memory error = new Memory(ERROR_SIZE);
        error.clear();
        Pointer handle = stream == null ? null
            : NativeLibrary.getInstance(NativeMappings.PCAP_LIB_NAME).getFunction("pcap_fopen_offline")
                .invokePointer(new Object[] {stream, error});
        if (handle == null) {
            if (stream != null) {
                standard("fclose").invokeInt(new Object[] {stream});
            }
            return new Compilation(null, stream == null ? "fmemopen failed" : error.getString(0));
        }
        try {
            return compile(handle, expression, optimise, netmask);
        } finally {
            NativeMappings.pcap_close(handle);
            // the stream reads this memory
            Reference.reachabilityFence(file);
        }
    }

    private static Function standard(String name) {
        return NativeLibrary.getInstance("c").getFunction(name);
    }

    private static Compilation compile(Pointer handle, String expression, boolean optimise, int netmask) {
        NativeMappings.bpf_program program = new NativeMappings.bpf_program();
        if (NativeMappings.pcap_compile(handle, program, expression, optimise ? 1 : 0, netmask) < 0) {
            return new Compilation(null, NativeMappings.pcap_geterr(handle).getString(0));
        }
        try {
            return new Compilation(instructions(program.getPointer()), null);
        } finally {
            NativeMappings.pcap_freecode(program);
        }
    }

    /** struct bpf_program is a 32-bit count and a pointer; read from memory, as pcap4j's structure does not fill its fields. */
    private static long[] instructions(Pointer program) {
        long[] instructions = new long[program.getInt(0)];
        Pointer first = program.getPointer(Native.POINTER_SIZE);
        for (int i = 0; i < instructions.length; i++) {
            long at = 8L * i;
            instructions[i] = first.getShort(at) & 0xffffL | (first.getByte(at + 2) & 0xffL) << 16
                | (first.getByte(at + 3) & 0xffL) << 24 | (long) first.getInt(at + 4) << 32;
        }
        return instructions;
    }

    /**
     * How to open a live handle.
     *
     * @param device      interface name as libpcap knows it
     * @param snapLength  most bytes captured per packet
     * @param promiscuous whether packets to others are wanted
     * @param bufferBytes size of the kernel's buffer
     * @param timeout     milliseconds after which the kernel hands over a block that is not full
     * @param immediate   whether each packet is handed over at once
     * @param direction   0 both, 1 in, 2 out (PCAP_D_INOUT, _IN, _OUT)
     * @param dataLink    {@code DLT_} value to switch to, or -1 for the interface's first
     */
    public record LiveOptions(String device, int snapLength, boolean promiscuous, int bufferBytes, int timeout, boolean immediate,
                              int direction, int dataLink) { }

    /**
     * Outcome of opening a live handle, which is in non-blocking mode.
     *
     * @param handle     address of the {@code pcap_t}, 0 on failure; closed by the caller
     * @param descriptor what {@code poll(2)} waits on, -1 where that is not possible
     * @param dataLink   {@code DLT_} value of the packets
     * @param snapLength capture length in force
     * @param nanos      whether time stamps count nanoseconds, otherwise microseconds
     * @param status     libpcap's status of the step that failed (negative), or of a warning (positive), or 0
     * @param message    libpcap's words about the failure or warning, possibly empty
     */
    public record Live(long handle, int descriptor, int dataLink, int snapLength, boolean nanos, int status, String message) {
        private static Live failed(int status, String message) {
            return new Live(0, -1, -1, 0, false, status, message);
        }
    }

    /**
     * Opens an interface for capture.
     *
     * @param options how
     * @return the handle, or why there is none
     * @throws LinkageError when libpcap cannot be loaded
     */
    public static Live open(LiveOptions options) {
        NativeMappings.PcapErrbuf error = new NativeMappings.PcapErrbuf();
        Pointer handle = NativeMappings.pcap_create(options.device(), error);
        if (handle == null) {
            return Live.failed(-1, error.toString());
        }
        Live live = activate(handle, options);
        if (live.handle() == 0) {
            NativeMappings.pcap_close(handle);
        }
        return live;
    }

    private static Live activate(Pointer handle, LiveOptions options) {
        NativeMappings.pcap_set_snaplen(handle, options.snapLength());
        NativeMappings.pcap_set_promisc(handle, options.promiscuous() ? 1 : 0);
        NativeMappings.pcap_set_timeout(handle, options.timeout());
        NativeMappings.pcap_set_buffer_size(handle, options.bufferBytes());
        boolean nanos = invoke("pcap_set_tstamp_precision", handle, 1) == 0;
        invoke("pcap_set_immediate_mode", handle, options.immediate() ? 1 : 0);
        int status = NativeMappings.pcap_activate(handle);
        if (status < 0) {
            return Live.failed(status, message(handle, status));
        }
        String warning = status > 0 ? message(handle, status) : "";
        int outcome = options.dataLink() < 0 ? 0 : NativeMappings.pcap_set_datalink(handle, options.dataLink());
        if (outcome == 0 && options.direction() != 0) {
            outcome = NativeMappings.pcap_setdirection(handle, options.direction());
        }
        NativeMappings.PcapErrbuf error = new NativeMappings.PcapErrbuf();
        if (outcome == 0 && NativeMappings.pcap_setnonblock(handle, 1, error) != 0) {
            return Live.failed(-1, error.toString());
        }
        return outcome != 0 ? Live.failed(outcome, message(handle, outcome))
            : new Live(Pointer.nativeValue(handle), invoke("pcap_get_selectable_fd", handle),
                NativeMappings.pcap_datalink(handle), NativeMappings.pcap_snapshot(handle), nanos, status, warning);
    }

    private static int invoke(String function, Object... arguments) {
        return NativeLibrary.getInstance(NativeMappings.PCAP_LIB_NAME).getFunction(function).invokeInt(arguments);
    }

    /** libpcap's text of a status; it leaves its message of the handle empty where the status says it all. */
    private static String message(Pointer handle, int status) {
        String detail = NativeMappings.pcap_geterr(handle).getString(0);
        String general = NativeLibrary.getInstance(NativeMappings.PCAP_LIB_NAME).getFunction("pcap_statustostr")
            .invokeString(new Object[] {status}, false);
        return detail.isEmpty() ? general : detail;
    }

    /**
     * Address of a function of the very libpcap that pcap4j uses.
     *
     * @param name the function
     * @return its address
     * @throws LinkageError when libpcap cannot be loaded or has no such function
     */
    public static long function(String name) {
        return Pointer.nativeValue(NativeLibrary.getInstance(NativeMappings.PCAP_LIB_NAME).getFunction(name));
    }
}
