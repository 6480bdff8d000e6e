package org.mapi.core.pcap.filter;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.mapi.packet.LinkType;

/**
 * Runs a filter that was just generated until the JIT has compiled it, so that it does not meet the packets of a running device
 * interpreted, at ten to a hundred times the cost.
 *
 * <p>The packets are made from the program: each follows a way through it that is chosen at random, and holds at each load what
 * takes it there. So the compiler sees every branch taken that can be, and does not leave one out that the first real packet
 * then asks for.
 *
 * <p>Bodies of other classes run beside it, each for one packet in {@value #PACKETS_PER_OTHER}: else the compiler would take the
 * first filter of a process for the only one there is, and take back everything that calls filters when the second one comes. So
 * few that it still compiles the first filter into what calls it. When that happens cannot be told: a JVM that has just started
 * has much to compile and looks at nobody meanwhile. So the first filter goes on being trained in the background for a while.
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
    private static final int PACKETS_PER_OTHER = 32;
    private static final long FOLLOWING_NANOS = 5_000_000_000L;
    private static final long FOLLOWING_PAUSE_NANOS = 100_000;
    private static final ProgramFilter[] OTHERS = ofOtherClasses();
    private static final AtomicBoolean FIRST = new AtomicBoolean(true);

    private final FilterProgram program;
    private final MemorySegment packets;
    private final int length;
    private final SplittableRandom random = new SplittableRandom(1);
    /** Keeps the calls from being left out. */
    private volatile int result;

    /**
     * Prepares packets for a program.
     *
     * @param program the program
     * @param arena   where the packets lie
     */
    FilterTraining(FilterProgram program, Arena arena) {
        this.program = program;
        length = Math.max(LENGTH, program.constantReach());
        packets = arena.allocate((long) PACKETS * length, Long.BYTES);
        for (int i = 0; i < PACKETS; i++) {
            prepare(packets.asSlice((long) i * length, length));
        }
    }

    /**
     * Trains a filter; does nothing for one that is interpreted by {@link FilterInterpreter} or looks at places so far behind
     * that hardly a packet has them.
     */
    static void train(ProgramFilter filter) {
        if (!(filter.body() instanceof InterpretedBody) && filter.program().constantReach() <= FARTHEST) {
            try (Arena arena = Arena.ofConfined()) {
                new FilterTraining(filter.program(), arena).run(filter);
            }
            if (FIRST.compareAndSet(true, false)) {
                final Thread thread = new Thread(null, () -> follow(filter), "mapi-filter-training", 0, false);
                thread.setDaemon(true);
                thread.setContextClassLoader(FilterTraining.class.getClassLoader());
                thread.start();
            }
        }
    }

    private void run(ProgramFilter filter) {
        final long end = System.nanoTime() + LONGEST_NANOS;
        int calls = 0;
        long start = System.nanoTime();
        // a program with loops may take long for one packet
        while (round(filter, end)) {
            if (System.nanoTime() - start < PACKETS * COMPILED_NANOS) {
                return;
            }
            others();
            calls += PACKETS;
            if (calls > CALLS) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            start = System.nanoTime();
        }
    }

    private static void follow(ProgramFilter filter) {
        try (Arena arena = Arena.ofConfined()) {
            final FilterTraining training = new FilterTraining(filter.program(), arena);
            final long end = System.nanoTime() + FOLLOWING_NANOS;
            while (training.round(filter, end)) {
                training.others();
                LockSupport.parkNanos(FOLLOWING_PAUSE_NANOS);
            }
        }
    }

    /** Runs a filter on each packet; false when it is time to end. */
    private boolean round(ProgramFilter filter, long end) {
        int sum = 0;
        for (int i = 0; i < PACKETS; i++) {
            sum += filter.run(packets, (long) i * length, length, length);
            if ((i & 7) == 0 && System.nanoTime() - end > 0) {
                return false;
            }
        }
        result = sum;
        return true;
    }

    private void others() {
        int sum = 0;
        for (int i = 0; i < PACKETS; i += PACKETS_PER_OTHER) {
            for (ProgramFilter other : OTHERS) {
                sum += other.run(packets, (long) i * length, length, length);
            }
        }
        result = sum;
    }

    /** One of each class there is besides generated ones; with them a call has met three. */
    private static ProgramFilter[] ofOtherClasses() {
        final FilterCode nothing = FilterCode.interpreted(FilterProgram.of(new long[] {Opcode.RET_K}));
        final ProgramFilter interpreted = nothing.filter("interpreted", LinkType.NULL);
        return new ProgramFilter[] {interpreted,
            new ProgramFilter(nothing, new LoopbackBody(interpreted, interpreted), "loopback", LinkType.NULL)};
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
