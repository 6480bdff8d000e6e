package org.pcap4j.core;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/**
 * What pcap4j keeps to its own package: compiling a filter without a handle that is open for capture, with libpcap's own words on
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
