package org.mapi.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.mapi.function.Function;
import org.mapi.function.InstanceContext;
import org.mapi.function.ResultReader;

/**
 * Gives mutated packets to all functions of a library, each in a harness of its own, and fails when one throws, allocates more
 * per packet than it may, or keeps memory. In between results are published, queues read, timers called, results reset and the
 * library upgraded, as the engine does. The test of a library:
 *
 * <pre>
 *     new PacketStorm(1)
 *         .function(new FunctionHarness().start(new Gap()), Gap::new)
 *         .function(new FunctionHarness().start(new StrSearch(), "GET", 0, 0), StrSearch::new)
 *         .run();
 * </pre>
 *
 * <p>100,000 packets, with the system property {@code mapi.long} 10 million; each function sees each of them. Real captures are
 * taken from {@code ../shared/traces} beside the folder that the system property {@code project.root} names, where they are
 * there.
 */
public final class PacketStorm {
    private static final long SHORT = 100_000;
    private static final long LONG = 10_000_000;
    private static final int BATCH = 128;
    private static final int RESET_EVERY = 171;
    private static final int UPGRADE_EVERY = 97;
    private static final long ALLOCATION_SLACK = 64 << 10;
    private static final long HEAP_SLACK = 8 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long seed;
    private final MutatedPackets packets;
    private final List<Participant> functions = new ArrayList<>();
    private final byte[][] bytes = new byte[BATCH][];
    private final int[] lengths = new int[BATCH];
    private final int[] wireLengths = new int[BATCH];
    private final int[] linkTypes = new int[BATCH];
    private final long[] timestamps = new long[BATCH];
    private long limit = Boolean.getBoolean("mapi.long") ? LONG : SHORT;
    private long slack = ALLOCATION_SLACK;
    private long done;

    /**
     * A storm.
     *
     * @param seed start of the random sequence; a failure names it
     */
    public PacketStorm(long seed) {
        this.seed = seed;
        this.packets = new MutatedPackets(seed, traces());
    }

    private static Path traces() {
        final String root = System.getProperty("project.root");
        return root == null ? null : Path.of(root).resolve("../shared/traces");
    }

    /** One function at work. */
    private static final class Participant {
        private final FunctionHarness harness;
        private final Supplier<Function> successor;
        private final long bytesPerPacket;
        private ResultReader<?> reader;
        private long allocated;

        Participant(FunctionHarness harness, Supplier<Function> successor, long bytesPerPacket) {
            this.harness = harness;
            this.successor = successor;
            this.bytesPerPacket = bytesPerPacket;
        }
    }

    /** Another number of packets than the usual. */
    public PacketStorm packets(long count) {
        limit = count;
        return this;
    }

    /**
     * Tables of the functions may grow.
     *
     * @param bytes so much that the table of one function takes at most, however many packets come; 64 KiB unless set
     */
    public PacketStorm tables(long bytes) {
        slack = bytes;
        return this;
    }

    /** Adds a function that allocates nothing per packet. */
    public PacketStorm function(FunctionHarness started, Supplier<Function> successor) {
        return function(started, successor, 0);
    }

    /**
     * Adds a function.
     *
     * @param started        a harness whose function is started
     * @param successor      makes the function again, for upgrades; null: it is never upgraded
     * @param bytesPerPacket bytes that it may allocate per packet, on average
     */
    public PacketStorm function(FunctionHarness started, Supplier<Function> successor, long bytesPerPacket) {
        functions.add(new Participant(started, successor, bytesPerPacket));
        return this;
    }

    /**
     * Runs it.
     *
     * @throws AssertionError naming the function, the seed, the packet's number and its bytes
     */
    public void run() {
        for (int i = 0; i < BATCH; i++) {
            bytes[i] = new byte[MutatedPackets.LONGEST];
        }
        rounds(limit / 2);
        functions.forEach(one -> one.allocated = 0);
        final long before = used();
        rounds(limit);
        final long after = used();
        functions.forEach(this::finish);
        if (after - before > HEAP_SLACK) {
            throw new AssertionError("memory grows: " + before + " bytes in use after " + limit / 2 + " packets, " + after
                + " after " + limit + "; seed=" + seed);
        }
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private void rounds(long until) {
        int round = 0;
        while (done < until) {
            final int count = (int) Math.min(BATCH, until - done);
            for (int i = 0; i < count; i++) {
                make(i);
            }
            for (Participant one : functions) {
                batch(one, count);
                between(one, ++round, count);
            }
            done += count;
        }
    }

    private void make(int index) {
        packets.next();
        lengths[index] = packets.length();
        wireLengths[index] = packets.wireLength();
        linkTypes[index] = packets.linkType();
        timestamps[index] = packets.timestamp();
        System.arraycopy(packets.bytes(), 0, bytes[index], 0, packets.length());
    }

    private void batch(Participant one, int count) {
        int at = 0;
        final long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            while (at < count) {
                one.harness.instance().process(one.harness.at(timestamps[at], wireLengths[at], bytes[at], lengths[at],
                    linkTypes[at]));
                at++;
            }
        } catch (Throwable e) {
            throw new AssertionError(name(one) + " threw at packet " + (done + at + 1) + ", seed=" + seed + ", link type="
                + linkTypes[at] + ", wire length=" + wireLengths[at] + ", time=" + timestamps[at] + ", bytes="
                + HexFormat.of().formatHex(bytes[at], 0, lengths[at]), e);
        }
        one.allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** What the engine does between two batches. */
    private void between(Participant one, int round, int count) {
        try {
            one.harness.instance().timer(timestamps[count - 1] + InstanceContext.TIMER_NANOS * (round % 3));
            one.harness.publish();
            read(one);
            if (round % RESET_EVERY == 0) {
                one.harness.instance().reset();
            }
            if (one.successor != null && round % UPGRADE_EVERY == 0) {
                one.harness.upgrade(one.successor.get());
                one.reader = null;
            }
        } catch (Throwable e) {
            throw new AssertionError(name(one) + " failed between batches, after packet " + (done + count) + ", seed=" + seed, e);
        }
    }

    private static void read(Participant one) throws InterruptedException {
        if (one.harness.queue() == null) {
            return;
        }
        if (one.reader == null) {
            one.reader = one.harness.instance().openReader();
        }
        while (one.reader.read(0) != null) {
            // whatever it is, it can be read
        }
    }

    private void finish(Participant one) {
        final long allowed = one.bytesPerPacket * (limit - limit / 2) + slack;
        if (one.allocated > allowed) {
            throw new AssertionError(name(one) + " allocates: " + one.allocated + " bytes for " + (limit - limit / 2)
                + " packets, expected at most " + allowed + "; seed=" + seed);
        }
        try {
            one.harness.instance().end();
            one.harness.publish();
            read(one);
            one.harness.instance().cleanup();
        } catch (Throwable e) {
            throw new AssertionError(name(one) + " failed at its end, seed=" + seed, e);
        }
    }

    private static String name(Participant one) {
        return one.harness.modified().definition().qualifiedName();
    }
}
