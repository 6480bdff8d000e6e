package org.pcap4j.core;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * What pcap4j keeps to its own package: compiling a filter without a handle that is open for capture, with libpcap's own words on
 * failure. pcap4j's classes are embedded in this bundle, so the package is shared by one class loader and nothing is exported.
 */
public final class PcapAccess {
    private PcapAccess() { }

    /**
     * Outcome of a compilation.
     *
     * @param instructions one per element: code in bits 0-15, jt in 16-23, jf in 24-31, k in 32-63; null on failure
     * @param error        libpcap's message on failure, otherwise null
     */
    public record Compilation(long[] instructions, String error) { }

    /**
     * Compiles on a dead handle.
     *
     * @param dataLinkType {@code DLT_} value of the running system
     * @param snapLength   the accepting return value
     * @param expression   ASCII without NUL
     * @param optimise     whether libpcap's optimiser runs
     * @param netmask      as {@code pcap_compile} takes it
     * @return the program or libpcap's message
     * @throws LinkageError when libpcap cannot be loaded
     */
    public static Compilation compile(int dataLinkType, int snapLength, String expression, boolean optimise, int netmask) {
        Pointer handle = NativeMappings.pcap_open_dead(dataLinkType, snapLength);
        if (handle == null) {
            return new Compilation(null, "libpcap has no memory for a handle");
        }
        try {
            NativeMappings.bpf_program program = new NativeMappings.bpf_program();
            if (NativeMappings.pcap_compile(handle, program, expression, optimise ? 1 : 0, netmask) < 0) {
                return new Compilation(null, NativeMappings.pcap_geterr(handle).getString(0));
            }
            try {
                return new Compilation(instructions(program.getPointer()), null);
            } finally {
                NativeMappings.pcap_freecode(program);
            }
        } finally {
            NativeMappings.pcap_close(handle);
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
