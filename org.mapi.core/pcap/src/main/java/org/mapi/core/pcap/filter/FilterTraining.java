package org.mapi.core.pcap.filter;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs a filter that was just generated until the JIT has compiled it, so that it does not meet the packets of a running device
 * interpreted, at ten to a hundred times the cost.
 *
 * <p>The packets are made from the program: each follows a way through it that is chosen at random, and holds at each load what
 * takes it there. So the compiler sees every branch taken that can be, and does not leave one out that the first real packet
 * then asks for.
 */
final class FilterTraining {
    /** Longest training: whoever applies a filter waits for it. */
    private static final long LONGEST_NANOS = 15_000_000;
    /** Calls after which the optimising compiler has been asked. */
    private static final int CALLS = 16_384;
    private static final int PACKETS = 128;
    private static final int LENGTH = 160;
    /** Cost of a call from which on the filter is taken for compiled. */
    private static final long COMPILED_NANOS = 25;
    private static final long PAUSE_NANOS = 200_000;
    private static final int FARTHEST = 2_048;
    private static final int LONGEST_WAY = 1_000;
    private static final int FIRST_HEADER = 0x45;

    private final FilterProgram program;
    private final SplittableRandom random = new SplittableRandom(1);
    /** Keeps the calls from being left out. */
    private volatile int result;

    FilterTraining(FilterProgram program) {
        this.program = program;
    }

    /**
     * Trains a filter; does nothing for one that is interpreted by {@link FilterInterpreter} or looks at places so far behind
     * that hardly a packet has them.
     */
    static void train(ProgramFilter filter) {
        if (!(filter instanceof InterpretedFilter) && filter.program().constantReach() <= FARTHEST) {
            try (Arena arena = Arena.ofConfined()) {
                new FilterTraining(filter.program()).run(filter, arena);
            }
        }
    }

    private void run(ProgramFilter filter, Arena arena) {
        final int length = Math.max(LENGTH, program.constantReach());
        final MemorySegment packets = arena.allocate((long) PACKETS * length, Long.BYTES);
        for (int i = 0; i < PACKETS; i++) {
            prepare(packets.asSlice((long) i * length, length));
        }
        final long end = System.nanoTime() + LONGEST_NANOS;
        int calls = 0;
        while (true) {
            final long start = System.nanoTime();
            int sum = 0;
            for (int i = 0; i < PACKETS; i++) {
                sum += filter.run(packets, (long) i * length, length, length);
                if ((i & 7) == 0 && System.nanoTime() - end > 0) {
                    // also in the middle: a program with loops may take long for one packet
                    return;
                }
            }
            result = sum;
            final long now = System.nanoTime();
            calls += PACKETS;
            if (now - start < PACKETS * COMPILED_NANOS) {
                return;
            }
            if (calls > CALLS) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Fills a packet with noise, then follows a way through the program and writes what it wants to see. */
    void prepare(MemorySegment packet) {
        for (long i = 0; i < packet.byteSize(); i++) {
            packet.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
        final int likely = random.nextInt(1, 8);
        long at = -1;
        int size = 0;
        long x = 0;
        int pc = 0;
        for (int way = 0; way < LONGEST_WAY && !Opcode.returns(program.code(pc)); way++) {
            final int code = program.code(pc);
            final int k = program.k(pc);
            final int constant = Opcode.constantLoadSize(code);
            final int indexed = Opcode.indexedLoadSize(code);
            int next = pc + 1;
            if (code == Opcode.LDX_MSH) {
                write(packet, k & 0xffffffffL, 1, FIRST_HEADER);
                x = (FIRST_HEADER & 15) << 2;
            } else if (constant > 0 || indexed > 0) {
                size = Math.max(constant, indexed);
                at = (k & 0xffffffffL) + (indexed > 0 ? x : 0);
            } else if ((code & 7) == 5) {
                next = choose(packet, pc, at, size, random.nextInt(8) < likely);
            }
            pc = next;
        }
    }

    private int choose(MemorySegment packet, int pc, long at, int size, boolean wanted) {
        final int code = program.code(pc);
        if (code == Opcode.JA) {
            return program.whenTrue(pc);
        }
        if (wanted) {
            write(packet, at, size, program.k(pc));
        } else if ((code & 0xf0) == 0x40) {
            write(packet, at, size, 0);
        }
        return wanted ? program.whenTrue(pc) : program.whenFalse(pc);
    }

    private static void write(MemorySegment packet, long at, int size, int value) {
        if (at < 0 || at + size > packet.byteSize()) {
            return;
        }
        for (int i = 0; i < size; i++) {
            packet.set(ValueLayout.JAVA_BYTE, at + i, (byte) (value >>> 8 * (size - 1 - i)));
        }
    }
}
