package org.mapi.memif;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mapi.memif.internal.control.Outbound;
import org.mapi.memif.internal.sys.LinuxSystemCalls;
import org.mapi.memif.internal.sys.SocketAddress;
import org.mapi.memif.internal.sys.SystemCalls;
import org.mapi.memif.internal.wire.Message;
import org.mapi.memif.internal.wire.MessageCodec;
import org.mapi.memif.internal.wire.RingDescriptor;

/** A peer that does everything it must not: at worst its connection ends. Long forms with {@code -Dmapi.long=true}. */
@Timeout(600)
class HostilePeerTest {
    private static final boolean IS_LONG = Boolean.getBoolean("mapi.long");
    private static final int HANDSHAKES = IS_LONG ? 200_000 : 3_000;
    private static final int CORRUPTIONS = IS_LONG ? 20_000 : 150;
    private static final int RECONNECTS = IS_LONG ? 10_000 : 100;
    private static final Duration SOON = Duration.ofMillis(3);
    private static final long REGION_SIZE = 1 << 20;

    private final SystemCalls system = LinuxSystemCalls.instance();
    private final AtomicInteger connects = new AtomicInteger();

    private static MemifSocket open(final String address) {
        return MemifSocket.open(address, MemifContext.builder().connectionRequestTimer(SOON, SOON)
                .handshakeTimeout(Duration.ofSeconds(2)));
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    private static long mappedRegions() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("memif")).count();
        }
    }

    // a disconnect is visible a moment before its descriptors are closed
    private static void assertNothingLeaked(final long filesBefore) {
        MemifPair.await("descriptors and mappings gone", () -> {
            try {
                return openFiles() <= filesBefore && mappedRegions() == 0;
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        });
    }

    /** A correct slave's announcements, with fresh descriptors. */
    private List<Outbound> announcements(final int seals) {
        final int memory = system.memfd("memif hostile");
        system.truncate(memory, REGION_SIZE);
        system.addSeals(memory, seals);
        final long ring = RingDescriptor.bytes(4);
        final List<Outbound> list = new ArrayList<>();
        list.add(new Outbound(new Message.Init(512, 1, 0, "", "hostile")));
        list.add(new Outbound(new Message.AddRegion(0, REGION_SIZE), memory));
        list.add(new Outbound(new Message.AddRing(true, 0, 0, 0, 4, 0), system.eventfd()));
        list.add(new Outbound(new Message.AddRing(false, 0, 0, ring, 4, 0), system.eventfd()));
        list.add(new Outbound(new Message.Connect("hostile0")));
        return list;
    }

    private void initialiseRings(final int memory) {
        final long address = system.reserve(REGION_SIZE);
        system.mapAt(address, REGION_SIZE, memory);
        final MemorySegment segment = MemorySegment.ofAddress(address).reinterpret(REGION_SIZE);
        RingDescriptor.initialise(segment, 0, 0);
        RingDescriptor.initialise(segment, RingDescriptor.bytes(4), 0);
        system.unmap(address, REGION_SIZE);
    }

    private void release(final List<Outbound> list) {
        for (final Outbound each : list) {
            if (each.fd() >= 0) {
                system.close(each.fd());
            }
        }
    }

    @Test
    void shouldOutliveMalformedSlaves() throws IOException {
        final String address = MemifPair.address();
        try (MemifSocket server = open(address)) {
            final Memif master = server.listen(MemifOptions.master(1));
            connectProperly(address, master);
            final long before = openFiles();
            final Random random = new Random(7);
            int completed = 0;
            for (int round = 0; round < HANDSHAKES; round++) {
                completed += misbehave(address, random) ? 1 : 0;
                if (round % 500 == 0) {
                    connectProperly(address, master);
                }
            }
            connectProperly(address, master);
            assertNothingLeaked(before);
            assertThat(completed).as("some mutations are harmless, most are not").isBetween(1, HANDSHAKES * 3 / 4);
        }
    }

    private static void connectProperly(final String address, final Memif master) {
        try (MemifSocket client = open(address)) {
            final Memif slave = client.connect(MemifOptions.slave(1));
            assertThat(slave.awaitConnected(MemifPair.PATIENCE)).as("a good slave gets through: "
                    + slave.details().error()).isTrue();
            assertThat(slave.transmitQueue(0).send(Arena.ofAuto().allocate(64), 0, 64)).isEqualTo(1);
            MemifPair.await("packet", () -> master.receive(0, 8, frame -> { }) == 1);
        }
        MemifPair.await("disconnect", () -> !master.isConnected());
    }

    /** One handshake with one thing wrong; true if the master accepted it all the same. */
    private boolean misbehave(final String address, final Random random) {
        final List<Outbound> list = announcements(SystemCalls.SEAL_SHRINK);
        initialiseRings(list.get(1).fd());
        final int wrong = random.nextInt(list.size());
        try (RawPeer peer = RawPeer.connect(address)) {
            for (int i = 0; i < list.size(); i++) {
                final Outbound good = list.get(i);
                final int sent = i == wrong ? spoil(peer, good, list, random) : peer.send(good.message(), good.fd());
                if (sent < 0) {
                    return false;
                }
                if (i == wrong && random.nextInt(8) == 0) {
                    return false;
                }
            }
            if (random.nextInt(4) == 0) {
                return false;
            }
            return awaitVerdict(peer, 10);
        } finally {
            release(list);
        }
    }

    private static boolean awaitVerdict(final RawPeer peer, final int milliseconds) {
        // an answer can stay out if a needed message was swallowed: closing is our part then
        for (int i = 0; i < 20; i++) {
            final Message message;
            try {
                message = peer.receive(milliseconds);
            } catch (IllegalStateException silent) {
                return false;
            }
            if (message == null || message instanceof Message.Connected) {
                return message != null;
            }
        }
        return false;
    }

    private int spoil(final RawPeer peer, final Outbound good, final List<Outbound> list, final Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> {
                peer.buffer.fill((byte) random.nextInt(256));
                yield peer.sendRaw(1 + random.nextInt(200), good.fd());
            }
            case 1 -> peer.send(list.get(random.nextInt(list.size())).message(), good.fd());
            case 2 -> peer.send(good.message(), -1);
            case 3 -> passWrongKind(peer, good, random);
            case 4 -> peer.send(new Message.Disconnect(random.nextInt(), "bye"), -1);
            case 5 -> 0;
            default -> {
                peer.send(new Message.Ack(), -1);
                MessageCodec.encode(good.message(), peer.buffer);
                for (int i = 1 + random.nextInt(3); i > 0; i--) {
                    peer.buffer.set(ValueLayout.JAVA_BYTE, random.nextInt(16), (byte) random.nextInt(256));
                }
                yield peer.sendRaw(128, good.fd());
            }
        };
    }

    private int passWrongKind(final RawPeer peer, final Outbound good, final Random random) {
        final int fd = switch (random.nextInt(4)) {
            case 0 -> system.memfd("memif empty");
            case 1 -> system.timer();
            case 2 -> system.socket();
            default -> system.epoll();
        };
        try {
            return peer.send(good.message(), fd);
        } finally {
            system.close(fd);
        }
    }

    @Test
    void shouldOutliveMalformedMasters() throws IOException {
        final String address = MemifPair.address();
        final int listener = system.socket();
        system.bind(listener, new SocketAddress(address));
        system.listen(listener, 8);
        final long before = openFiles();
        try (MemifSocket client = open(address)) {
            final Memif slave = client.connect(MemifOptions.slave(1));
            final Random random = new Random(8);
            for (int round = 0; round < (IS_LONG ? 20_000 : 150); round++) {
                try (RawPeer peer = RawPeer.accept(listener)) {
                    answerBadly(peer, random);
                }
            }
            assertThat(slave.isConnected()).isFalse();
        }
        assertNothingLeaked(before);
        system.close(listener);
    }

    private static void answerBadly(final RawPeer peer, final Random random) {
        final List<Message> answers = new ArrayList<>(List.of(new Message.Hello("m", 512, 512, 255, 255, 255, 14),
                new Message.Ack(),
                new Message.Ack(), new Message.Ack(), new Message.Ack(), new Message.Ack()));
        final int wrong = random.nextInt(answers.size());
        for (int i = 0; i < wrong; i++) {
            peer.send(answers.get(i), -1);
        }
        switch (random.nextInt(6)) {
            case 0 -> peer.send(new Message.Hello("m", 0, random.nextInt(600), 0, 0, 0, 0), -1);
            case 1 -> peer.send(new Message.Connected("early"), -1);
            case 2 -> peer.send(new Message.Init(1, 1, 1, "", ""), -1);
            case 3 -> {
                for (int i = 0; i < 128; i++) {
                    peer.buffer.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(256));
                }
                peer.sendRaw(1 + random.nextInt(255), -1);
            }
            case 4 -> peer.send(new Message.Hello("m", 512, 512, 0, 0, 0, 0), -1);
            default -> peer.send(new Message.Disconnect(1, "x".repeat(96)), -1);
        }
    }

    @Test
    void shouldEndTheConnectionWhenRingsAreOverwritten() throws IOException {
        final String address = MemifPair.address();
        final Random random = new Random(9);
        final long before = openFiles();
        int ended = 0;
        try (MemifSocket server = open(address);
                MemifSocket client = open(address)) {
            final Memif master = server.listen(MemifOptions.master(1));
            final Memif slave = client.connect(MemifOptions.slave(1).log2RingSize(4).bufferSize(256)
                    .onConnect((memif, context) -> connects.incrementAndGet()));
            for (int round = 0; round < CORRUPTIONS; round++) {
                assertThat(slave.awaitConnected(MemifPair.PATIENCE)).isTrue();
                assertThat(master.awaitConnected(MemifPair.PATIENCE)).isTrue();
                ended += corrupt(master, slave, random) ? 1 : 0;
                assertThat(Thread.currentThread().isInterrupted()).as("interrupted in round " + round).isFalse();
            }
        }
        assertThat(ended).as("rounds that found the peer lying").isPositive();
        assertNothingLeaked(before);
    }

    /** Overwrites the rings while packets flow, until somebody has had enough. */
    private boolean corrupt(final Memif master, final Memif slave, final Random random) {
        final MemorySegment packet = Arena.ofAuto().allocate(2048);
        final MemorySegment rings = slave.details().regions().isEmpty() ? null : slave.details().regions().getFirst().memory();
        final FrameHandler handler = frame -> frame.copyTo(packet, 0);
        final int before = connects.get();
        for (int step = 0; step < 400 && rings != null; step++) {
            try {
                final long at = random.nextInt(4) == 0 ? random.nextInt(3) * 2 + (random.nextBoolean() ? 0 : 384) + 4
                        : random.nextLong(rings.byteSize() - 8);
                rings.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, (short) random.nextInt());
                if (at < RingDescriptor.FLAGS) {
                    rings.set(ValueLayout.JAVA_INT, 0, RingDescriptor.COOKIE_VALUE);
                }
            } catch (IllegalStateException | IndexOutOfBoundsException closed) {
                break;
            }
            final int length = 1 + random.nextInt(600);
            final int[] results = {master.transmitQueue(0).send(packet, 0, length), slave.transmitQueue(0).send(packet, 0,
                    length),
                limited(() -> master.receive(0, 16, handler)), limited(() -> slave.receive(0, 16, handler))};
            for (final int result : results) {
                if (result == -35) {
                    MemifPair.await("up again", () -> connects.get() > before && slave.isConnected() && master.isConnected());
                    return true;
                }
            }
        }
        return false;
    }

    // a frame may be longer than the room of the test's handler, which is the test's business
    private static int limited(final IntSupplier receive) {
        try {
            return receive.getAsInt();
        } catch (IndexOutOfBoundsException tooLong) {
            return 0;
        }
    }

    @Test
    void shouldEndTheConnectionWhenMemoryIsShrunk() {
        final String address = MemifPair.address();
        try (MemifSocket server = open(address)) {
            final Memif strict = server.listen(MemifOptions.master(2));
            final List<String> reasons = new ArrayList<>();
            final Memif master = server.listen(MemifOptions.master(1).allowShrinkable(true)
                    .onDisconnect((memif, context, why, reason) -> reasons.add(reason)));
            for (int round = 0; round < (IS_LONG ? 2_000 : 20); round++) {
                final List<Outbound> list = announcements(0);
                initialiseRings(list.get(1).fd());
                try (RawPeer peer = RawPeer.connect(address)) {
                    for (final Outbound each : list) {
                        peer.send(each.message(), each.fd());
                    }
                    assertThat(awaitVerdict(peer, 60_000)).isTrue();
                    MemifPair.await("connected", master::isConnected);
                    system.truncate(list.get(1).fd(), 0);
                    MemifPair.await("fault noticed", () -> master.receive(0, 8, frame -> { }) == -35);
                    MemifPair.await("down", () -> !master.isConnected());
                } finally {
                    release(list);
                }
            }
            assertThat(reasons).isNotEmpty().allMatch(reason -> reason.startsWith("fault in shared memory"));
            assertThat(refusal(address)).startsWith("region can shrink");
            assertThat(strict.isConnected()).isFalse();
        }
    }

    private String refusal(final String address) {
        final List<Outbound> list = announcements(0);
        try (RawPeer peer = RawPeer.connect(address)) {
            peer.send(new Message.Init(512, 2, 0, "", "x"), -1);
            peer.send(list.get(1).message(), list.get(1).fd());
            Message message = peer.receive();
            while (message != null && !(message instanceof Message.Disconnect)) {
                message = peer.receive();
            }
            return message instanceof Message.Disconnect disconnect ? disconnect.text() : "";
        } finally {
            release(list);
        }
    }

    @Test
    void shouldNotCollectSilentConnections() {
        final String address = MemifPair.address();
        try (MemifSocket server = open(address)) {
            final Memif master = server.listen(MemifOptions.master(1));
            final List<RawPeer> silent = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                silent.add(RawPeer.connect(address));
            }
            connectProperly(address, master);
            MemifPair.await("the last silent one is dropped in time", () -> {
                final Message last = silent.getLast().last();
                return last instanceof Message.Disconnect disconnect && disconnect.text().equals("handshake took too long");
            });
            silent.forEach(RawPeer::close);
        }
    }

    @Test
    void shouldLeakNothingOverManyConnections() throws IOException {
        final String address = MemifPair.address();
        try (MemifSocket server = open(address)) {
            final Memif master = server.listen(MemifOptions.master(1));
            connectProperly(address, master);
            final long before = openFiles();
            final long heap = usedHeap();
            for (int round = 0; round < RECONNECTS; round++) {
                connectProperly(address, master);
            }
            assertNothingLeaked(before);
            assertThat(usedHeap() - heap).as("heap growth").isLessThan(4L << 20);
        }
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
