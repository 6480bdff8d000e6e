package org.mapi.core.pcap.filter;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pcap4j.core.PcapAccess;

/** The installed libpcap as the reference: its own interpreter, its own listing, its own reader of capture files. */
final class Libpcap {
    private static final MethodHandle FILTER = handle("bpf_filter", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle VALIDATE = handle("bpf_validate", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle IMAGE = handle("bpf_image", ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle OPEN = handle("pcap_open_offline", ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle NEXT = handle("pcap_next_ex", JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle DATALINK = handle("pcap_datalink", JAVA_INT, ADDRESS);
    private static final MethodHandle SNAPSHOT = handle("pcap_snapshot", JAVA_INT, ADDRESS);
    private static final MethodHandle COMPILE =
        handle("pcap_compile", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle OFFLINE_FILTER = handle("pcap_offline_filter", JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle VERSION = handle("pcap_lib_version", ADDRESS);
    private static final MethodHandle CLOSE =
        Linker.nativeLinker().downcallHandle(MemorySegment.ofAddress(PcapAccess.function("pcap_close")),
            FunctionDescriptor.ofVoid(ADDRESS));

    private Libpcap() { }

    /** A capture file in memory; {@code error} when libpcap could not read it (to its end). */
    record Capture(int dataLink, int snapLength, List<Record> records, String error) { }

    /** A packet of a capture file. */
    record Record(MemorySegment data, int wireLength) {
        int captured() {
            return (int) data.byteSize();
        }
    }

    private static MethodHandle handle(String function, MemoryLayout result, MemoryLayout... arguments) {
        return Linker.nativeLinker().downcallHandle(MemorySegment.ofAddress(PcapAccess.function(function)),
            FunctionDescriptor.of(result, arguments));
    }

    /** The program as libpcap's struct bpf_insn array. */
    static MemorySegment instructions(FilterProgram program, Arena arena) {
        MemorySegment memory = arena.allocate(8L * program.length(), 8);
        for (int i = 0; i < program.length(); i++) {
            int code = program.code(i);
            memory.set(ValueLayout.JAVA_SHORT, 8L * i, (short) code);
            if (Opcode.conditionalJump(code)) {
                memory.set(ValueLayout.JAVA_BYTE, 8L * i + 2, (byte) (program.whenTrue(i) - i - 1));
                memory.set(ValueLayout.JAVA_BYTE, 8L * i + 3, (byte) (program.whenFalse(i) - i - 1));
            }
            memory.set(JAVA_INT, 8L * i + 4, program.k(i));
        }
        return memory;
    }

    static String version() {
        try {
            return ((MemorySegment) VERSION.invokeExact()).reinterpret(256).getString(0);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int filter(MemorySegment instructions, MemorySegment packet, int captured, int wire) {
        try {
            return (int) FILTER.invokeExact(instructions, packet, wire, captured);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static boolean valid(MemorySegment instructions, int length) {
        try {
            return (int) VALIDATE.invokeExact(instructions, length) != 0;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static String listing(FilterProgram program) {
        StringBuilder text = new StringBuilder();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment instructions = instructions(program, arena);
            for (int i = 0; i < program.length(); i++) {
                MemorySegment line = (MemorySegment) IMAGE.invokeExact(instructions.asSlice(8L * i), i);
                text.append(line.reinterpret(256).getString(0)).append('\n');
            }
            return text.toString();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Reads a whole file; the packets are copied into memory of the arena. */
    static Capture read(Path file, Arena arena) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment error = local.allocate(256);
            MemorySegment handle = (MemorySegment) OPEN.invokeExact(local.allocateFrom(file.toString()), error);
            if (handle.address() == 0) {
                return new Capture(-1, 0, List.of(), error.getString(0));
            }
            try {
                return records(handle, local, arena);
            } finally {
                CLOSE.invokeExact(handle);
            }
        } catch (Throwable e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    private static Capture records(MemorySegment handle, Arena local, Arena arena) throws Throwable {
        List<Record> records = new ArrayList<>();
        MemorySegment header = local.allocate(ADDRESS);
        MemorySegment data = local.allocate(ADDRESS);
        int outcome = (int) NEXT.invokeExact(handle, header, data);
        while (outcome == 1) {
            MemorySegment lengths = header.get(ADDRESS, 0).reinterpret(24);
            int captured = lengths.get(JAVA_INT, 16);
            MemorySegment copy = arena.allocate(Math.max(captured, 1)).asSlice(0, captured);
            copy.copyFrom(data.get(ADDRESS, 0).reinterpret(captured));
            records.add(new Record(copy, lengths.get(JAVA_INT, 20)));
            outcome = (int) NEXT.invokeExact(handle, header, data);
        }
        int dataLink = (int) DATALINK.invokeExact(handle);
        int snapLength = (int) SNAPSHOT.invokeExact(handle);
        return new Capture(dataLink, snapLength, records, outcome == -2 ? null : "pcap_next_ex gave " + outcome);
    }

    /**
     * What libpcap itself makes of an expression on a capture file, without any of our code: compiled on the file's own handle,
     * run by {@code pcap_offline_filter}.
     *
     * @return the value for each packet, or null when the expression does not compile
     */
    static List<Integer> values(Path file, String expression, int netmask) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment handle =
                (MemorySegment) OPEN.invokeExact(local.allocateFrom(file.toString()), local.allocate(256));
            try {
                // not freed: a few programs in a test
                MemorySegment program = local.allocate(16, 8);
                if ((int) COMPILE.invokeExact(handle, program, local.allocateFrom(expression), 1, netmask) < 0) {
                    return null;
                }
                List<Integer> values = new ArrayList<>();
                MemorySegment header = local.allocate(ADDRESS);
                MemorySegment data = local.allocate(ADDRESS);
                while ((int) NEXT.invokeExact(handle, header, data) == 1) {
                    values.add((int) OFFLINE_FILTER.invokeExact(program, header.get(ADDRESS, 0), data.get(ADDRESS, 0)));
                }
                return values;
            } finally {
                CLOSE.invokeExact(handle);
            }
        } catch (Throwable e) {
            throw new AssertionError(file.toString(), e);
        }
    }
}
