package org.mapi.core.pcap.filter;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;

/**
 * libpcap's translation of an expression into a program, asked on a handle that reads an empty capture file in memory.
 *
 * <p>Not on a handle of {@code pcap_open_dead}: for that libpcap assumes a live capture on this system, so it would take
 * {@code inbound} or {@code ifindex} as questions to the kernel, and only this system's address family numbers for link type
 * NULL.
 *
 * <p>Called directly and not through pcap4j, which a command that filters a trace would wait for: to load it and JNA takes 0.1 s.
 * For the same reason all functions are called by one type: the JVM makes a dozen classes for each type of call. Whole numbers
 * and pointers are passed in registers, so a function with fewer parameters does not see the rest, and of an {@code int} it looks
 * at, or returns, the lower half (System V on x86-64, AAPCS64 and the others of 64 bits). Pointers are passed as numbers.
 */
final class Translator {
    /** The names that distributions give to the library; the first is libpcap's own, the second Debian's. */
    private static final List<String> NAMES = List.of("libpcap.so.1", "libpcap.so.0.8", "libpcap.so");
    private static final FunctionDescriptor CALL =
        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final int FILE_HEADER = 24;
    private static final int MAGIC = 0xa1b2c3d4;
    /** PCAP_ERRBUF_SIZE. */
    private static final int ERROR_SIZE = 256;
    /** struct bpf_program: a 32-bit count and a pointer. */
    private static final int PROGRAM_SIZE = 16;
    private static final int PROGRAM_INSTRUCTIONS = 8;
    /** struct bpf_insn: code, jt, jf, k. */
    private static final int INSTRUCTION_SIZE = 8;
    private static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final MethodHandle openMemory;
    private final MethodHandle closeStream;
    private final MethodHandle openFile;
    private final MethodHandle compile;
    private final MethodHandle error;
    private final MethodHandle free;
    private final MethodHandle close;

    /**
     * Finds libpcap.
     *
     * @throws UnsatisfiedLinkError when it is not installed, with the names that were looked for
     */
    Translator() {
        final SymbolLookup system = Linker.nativeLinker().defaultLookup();
        final SymbolLookup libpcap = libpcap();
        openMemory = handle(system, "fmemopen");
        closeStream = handle(system, "fclose");
        openFile = handle(libpcap, "pcap_fopen_offline");
        compile = handle(libpcap, "pcap_compile");
        error = handle(libpcap, "pcap_geterr");
        free = handle(libpcap, "pcap_freecode");
        close = handle(libpcap, "pcap_close");
    }

    private static SymbolLookup libpcap() {
        for (String name : NAMES) {
            try {
                return SymbolLookup.libraryLookup(name, Arena.global());
            } catch (IllegalArgumentException e) {
                // not under this name
            }
        }
        throw new UnsatisfiedLinkError("no library is named " + String.join(" or ", NAMES));
    }

    private static MethodHandle handle(SymbolLookup library, String function) {
        final MemorySegment address = library.find(function)
            .orElseThrow(() -> new UnsatisfiedLinkError("function " + function + " is missing"));
        return Linker.nativeLinker().downcallHandle(address, CALL);
    }

    private static long call(MethodHandle function, long... arguments) {
        final long[] five = Arrays.copyOf(arguments, CALL.argumentLayouts().size());
        try {
            return (long) function.invokeExact(five[0], five[1], five[2], five[3], five[4]);
        } catch (Throwable e) {
            throw new IllegalStateException("a call of libpcap threw", e);
        }
    }

    /**
     * Outcome of a translation.
     *
     * @param instructions one per element: code in bits 0-15, jt in 16-23, jf in 24-31, k in 32-63; null on failure
     * @param error        libpcap's message on failure, otherwise null
     */
    record Translation(long[] instructions, String error) { }

    /**
     * Translates.
     *
     * @param linkType   {@code LINKTYPE_} value, 0 to 65535
     * @param swapped    whether the file is of a system with the other byte order (it matters for link type NULL only)
     * @param snapLength the accepting return value, at least 1
     * @param expression ASCII without NUL
     * @param optimise   whether libpcap's optimiser runs
     * @param netmask    in host byte order
     * @return the program or libpcap's message
     */
    Translation translate(int linkType, boolean swapped, int snapLength, String expression, boolean optimise, int netmask) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment file = arena.allocate(FILE_HEADER);
            fill(file, linkType, swapped, snapLength);
            final long stream = call(openMemory, file.address(), FILE_HEADER, arena.allocateFrom("r").address());
            if (stream == 0) {
                return new Translation(null, "fmemopen failed");
            }
            final MemorySegment message = arena.allocate(ERROR_SIZE);
            final long handle = call(openFile, stream, message.address());
            if (handle == 0) {
                call(closeStream, stream);
                return new Translation(null, message.getString(0));
            }
            try {
                return translate(arena, handle, expression, optimise, netmask);
            } finally {
                call(close, handle);
            }
        }
    }

    private static void fill(MemorySegment file, int linkType, boolean swapped, int snapLength) {
        final int[] words = {MAGIC, 0, 0, 0, snapLength, linkType};
        for (int i = 0; i < words.length; i++) {
            file.set(JAVA_INT, 4L * i, swapped ? Integer.reverseBytes(words[i]) : words[i]);
        }
        file.set(JAVA_SHORT, 4, swapped ? Short.reverseBytes((short) 2) : 2);
        file.set(JAVA_SHORT, 6, swapped ? Short.reverseBytes((short) 4) : 4);
    }

    private Translation translate(Arena arena, long handle, String expression, boolean optimise, int netmask) {
        final MemorySegment program = arena.allocate(PROGRAM_SIZE, Long.BYTES);
        final int status = (int) call(compile, handle, program.address(), arena.allocateFrom(expression).address(),
            optimise ? 1 : 0, netmask);
        if (status < 0) {
            return new Translation(null, EVERYTHING.getString(call(error, handle)));
        }
        try {
            return new Translation(instructions(program), null);
        } finally {
            call(free, program.address());
        }
    }

    private static long[] instructions(MemorySegment program) {
        final long[] instructions = new long[program.get(JAVA_INT, 0)];
        final long first = program.get(JAVA_LONG, PROGRAM_INSTRUCTIONS);
        for (int i = 0; i < instructions.length; i++) {
            final long at = first + (long) INSTRUCTION_SIZE * i;
            instructions[i] = EVERYTHING.get(JAVA_SHORT, at) & 0xffffL | (EVERYTHING.get(JAVA_BYTE, at + 2) & 0xffL) << 16
                | (EVERYTHING.get(JAVA_BYTE, at + 3) & 0xffL) << 24 | (long) EVERYTHING.get(JAVA_INT, at + 4) << 32;
        }
        return instructions;
    }
}
