package org.mapi.memif;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A quick look at packet rates, two threads of one process: {@code ThroughputMain [bytes] [burst] [seconds]
 * [copy|untouched|frames] [polling|interrupt]}. For comparisons use the benchmarks; this is for the developer's hand.
 */
public final class ThroughputMain {
    private static final int ROUNDS = 5;
    private static final int WINDOWS = 2_000;
    private static final int BURSTS = 500;

    private ThroughputMain() {
    }

    public static void main(final String[] arguments) throws InterruptedException {
        final int bytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 64;
        final int burst = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 64;
        final double seconds = arguments.length > 2 ? Double.parseDouble(arguments[2]) : 2;
        final String how = arguments.length > 3 ? arguments[3] : "copy";
        final RxMode mode = arguments.length > 4 && arguments[4].equals("interrupt") ? RxMode.INTERRUPT : RxMode.POLLING;
        try (MemifSocket server = MemifSocket.open("@throughput-" + ProcessHandle.current().pid());
                MemifSocket client = MemifSocket.open(server.filename());
                Memif master = server.listen(MemifOptions.master(1).rxMode(mode));
                Memif slave = client.connect(MemifOptions.slave(1).rxMode(mode))) {
            if (!slave.awaitConnected(java.time.Duration.ofSeconds(5))
                    || !master.awaitConnected(java.time.Duration.ofSeconds(5))) {
                throw new IllegalStateException("not connected");
            }
            single(slave.transmitQueue(0), master.receiveQueue(0), bytes, burst, how, "slave -> master");
            single(master.transmitQueue(0), slave.receiveQueue(0), bytes, burst, how, "master -> slave");
            for (int round = 0; round < ROUNDS; round++) {
                run(slave.transmitQueue(0), master.receiveQueue(0), bytes, burst, seconds, how, mode, "slave -> master");
            }
            for (int round = 0; round < ROUNDS; round++) {
                run(master.transmitQueue(0), slave.receiveQueue(0), bytes, burst, seconds, how, mode, "master -> slave");
            }
        }
    }

    /** Both ends on one thread, best of many short windows: what the code costs, however busy the machine. */
    private static void single(final TransmitQueue tx, final ReceiveQueue rx, final int bytes, final int burst, final String how,
            final String title) {
        final Sender sender = new Sender(tx, bytes, burst, how);
        final Receiver receiver = new Receiver(rx, burst, how, RxMode.POLLING);
        double best = Double.MAX_VALUE;
        for (int window = 0; window < WINDOWS; window++) {
            final long start = System.nanoTime();
            long packets = 0;
            for (int i = 0; i < BURSTS; i++) {
                sender.step();
                packets += receiver.step();
            }
            best = Math.min(best, (double) (System.nanoTime() - start) / packets);
        }
        System.out.printf("%s %d bytes, burst %d, %s, one thread: %.1f ns per packet, both ends%n", title, bytes, burst, how,
                best);
    }

    private static void run(final TransmitQueue tx, final ReceiveQueue rx, final int bytes, final int burst, final double seconds,
            final String how, final RxMode mode, final String title) throws InterruptedException {
        final AtomicBoolean stop = new AtomicBoolean();
        final long before = rx.statistics().packets();
        final Thread sender = Thread.ofPlatform().name("memif-tx").start(() -> send(tx, bytes, burst, how, stop));
        final Thread receiver = Thread.ofPlatform().name("memif-rx").start(() -> receive(rx, burst, how, mode, stop));
        final long start = System.nanoTime();
        Thread.sleep((long) (seconds * 1000));
        final long packets = rx.statistics().packets() - before;
        final double took = (System.nanoTime() - start) / 1e9;
        stop.set(true);
        sender.join();
        receiver.join();
        System.out.printf("%s %d bytes, burst %d, %s, %s: %.1f M packets/s, %.0f Gbit/s%n", title, bytes, burst, how, mode,
                packets / took / 1e6, packets / took * bytes * 8 / 1e9);
    }

    private static void send(final TransmitQueue tx, final int bytes, final int burst, final String how,
            final AtomicBoolean stop) {
        final Sender sender = new Sender(tx, bytes, burst, how);
        while (!stop.get()) {
            if (sender.step() == 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static void receive(final ReceiveQueue rx, final int burst, final String how, final RxMode mode,
            final AtomicBoolean stop) {
        final Receiver receiver = new Receiver(rx, burst, how, mode);
        while (!stop.get()) {
            if (receiver.step() == 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static final class Sender {
        private final TransmitQueue tx;
        private final int bytes;
        private final int burst;
        private final boolean isUntouched;
        private final MemifBuffers source;
        private final MemifBuffers buffers;

        Sender(final TransmitQueue tx, final int bytes, final int burst, final String how) {
            this.tx = tx;
            this.bytes = bytes;
            this.burst = burst;
            isUntouched = how.equals("untouched");
            source = MemifBuffers.over(Arena.ofAuto().allocate((long) bytes * burst + 64), burst);
            for (int i = 0; i < burst; i++) {
                source.add((long) i * bytes, bytes);
            }
            buffers = new MemifBuffers(burst);
        }

        int step() {
            if (isUntouched) {
                tx.allocate(buffers, burst, bytes);
                return tx.transmit(buffers);
            }
            return tx.send(source, 0, burst);
        }
    }

    private static final class Receiver {
        private final ReceiveQueue rx;
        private final int burst;
        private final boolean isCopy;
        private final boolean isFrames;
        private final RxMode mode;
        private final MemorySegment room = Arena.ofAuto().allocate(1 << 17);
        private final MemifBuffers buffers;
        private final FrameHandler handler = frame -> frame.copyTo(room, 0);

        Receiver(final ReceiveQueue rx, final int burst, final String how, final RxMode mode) {
            this.rx = rx;
            this.burst = burst;
            this.mode = mode;
            isCopy = how.equals("copy");
            isFrames = how.equals("frames");
            buffers = new MemifBuffers(burst);
        }

        int step() {
            if (isFrames) {
                return mode == RxMode.INTERRUPT ? rx.receive(burst, 10_000_000, handler) : rx.receive(burst, handler);
            }
            final int received = rx.receive(buffers, burst);
            if (received > 0) {
                if (isCopy) {
                    for (int i = 0; i < received; i++) {
                        MemorySegment.copy(buffers.memory(), buffers.offset(i), room, (long) (i & 15) * 2048, buffers.length(i));
                    }
                }
                rx.refill(received, 0);
            }
            return received;
        }
    }
}
