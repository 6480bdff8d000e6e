package org.mapi.mos.samples.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.TcpDialogue.CLIENT;
import static org.mapi.testkit.TcpDialogue.SERVER;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosSource;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.WhileAway;
import org.mapi.mos.stack.MosStack;
import org.mapi.mos.stack.OpenDevice;
import org.mapi.packet.EtherType;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;
import org.mapi.packet.TcpFlags;
import org.mapi.testkit.Frames;
import org.mapi.testkit.TcpDialogue;
import org.mapi.testkit.WireEnd;

/** An inside and an outside, with the translation between two devices in memory. */
@Timeout(600)
class NatTest {
    private static final long PATIENCE = 60_000;
    private static final String OUTSIDE = "203.0.113.9";
    private static final String REMOTE = "198.51.100.7";
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final MosStack stack = new MosStack(() -> null);
    private final WireEnd inside = new WireEnd();
    private final WireEnd outside = new WireEnd();
    private final MosSource wire = stack.inline("wire", new OpenDevice("inside", inside), new OpenDevice("outside", outside),
        SourceOptions.DEFAULT);
    private final MemorySegment memory = Arena.ofAuto().allocate(2048);
    private final PacketCursor cursor = new PacketCursor();
    private Nat nat;
    private byte[] made;

    @AfterEach
    void close() {
        assertThat(wire.information().statistics().applicationFaults()).isZero();
        stack.close();
    }

    private void start(int firstPort, int lastPort) {
        nat = new Nat(options(OUTSIDE, firstPort, lastPort));
        stack.monitor("", MonitorOptions.streams("nat", ""), nat);
        stack.monitor("", MonitorOptions.packets("nat neighbours", ""), new NatNeighbours(nat));
    }

    private TcpDialogue dialogue(String client, int port) {
        return made(client, port, REMOTE, 80);
    }

    private TcpDialogue made(String client, int port, String server, int serverPort) {
        return new TcpDialogue(packet -> made = packet.segment().asSlice(packet.offset(), packet.captureLength())
            .toArray(ValueLayout.JAVA_BYTE)).from(CLIENT, client, port).from(SERVER, server, serverPort);
    }

    /** What comes out on the other side, as a packet with right checksums. */
    private Packet through(WireEnd from) throws InterruptedException {
        return through(from, from == inside ? outside : inside);
    }

    private Packet through(WireEnd from, WireEnd to) throws InterruptedException {
        from.put(made);
        final byte[] frame = to.take(PATIENCE);
        assertThat(frame).isNotNull();
        final Packet packet = packet(frame);
        if (packet.ipVersion() == 4) {
            assertThat(TcpDialogue.isIntact(packet)).as("checksums").isTrue();
        }
        return packet;
    }

    private Packet packet(byte[] frame) {
        MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, 0, frame.length);
        cursor.region(memory);
        cursor.move(0, frame.length, frame.length, 1, 0, LinkType.ETHERNET, 1);
        return cursor.packet();
    }

    private void dropped(WireEnd from) throws InterruptedException {
        final long before = wire.information().statistics().dropped();
        from.put(made);
        while (wire.information().statistics().dropped() == before) {
            Thread.sleep(1);
        }
    }

    private static String ends(Packet packet) {
        return Ipv4Text.of(packet.sourceAddressIpv4()) + ':' + packet.sourcePort() + " > "
            + Ipv4Text.of(packet.destinationAddressIpv4()) + ':' + packet.destinationPort();
    }

    @Test
    void shouldTranslateAConnectionBothWaysAndFreeItsPort() throws Exception {
        start(2000, 2000);
        final TcpDialogue in = dialogue("10.0.0.1", 40_000);
        final TcpDialogue out = made(OUTSIDE, 2000, REMOTE, 80);
        in.send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        assertThat(ends(through(inside))).isEqualTo("203.0.113.9:2000 > 198.51.100.7:80");
        out.send(SERVER, TcpFlags.SYN | TcpFlags.ACK, 0, 0, new byte[0]);
        assertThat(ends(through(outside))).isEqualTo("198.51.100.7:80 > 10.0.0.1:40000");
        in.say(CLIENT, "hello");
        assertThat(through(inside).payloadLength()).isEqualTo(5);
        out.say(SERVER, "and the answer");
        assertThat(through(outside).payloadLength()).isEqualTo(14);
        dialogue("10.0.0.2", 1).send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        dropped(inside);
        assertThat(nat.table().exhausted.sum()).isEqualTo(1);
        in.finish(CLIENT);
        through(inside);
        out.finish(SERVER);
        assertThat(ends(through(outside))).isEqualTo("198.51.100.7:80 > 10.0.0.1:40000");
        in.acknowledge(CLIENT);
        through(inside);
        while (!nat.table().list().isEmpty()) {
            Thread.sleep(10);
        }
        dialogue("10.0.0.2", 1).send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        assertThat(ends(through(inside))).isEqualTo("203.0.113.9:2000 > 198.51.100.7:80");
    }

    /** The original left answers as they were that came to another core than the one it had foreseen. */
    @Test
    void shouldTranslateAnswersWhicheverWorkerTheyComeTo() throws Exception {
        start(1025, 65_534);
        final WireEnd left = new WireEnd();
        final WireEnd right = new WireEnd();
        final Map<Integer, Integer> outward = new ConcurrentHashMap<>();
        final Map<Integer, Integer> inward = new ConcurrentHashMap<>();
        stack.monitor("", MonitorOptions.packets("where", ""), on -> on.at(Hook.NONE, BuiltInEvent.PKT_IN, flow ->
            (flow.packet().inputDevice() == 0 ? outward : inward).put(
                flow.packet().inputDevice() == 0 ? flow.packet().frame().sourcePort() : flow.packet().frame().destinationPort(),
                on.worker())));
        stack.inline("spread", new OpenDevice("left", left), new OpenDevice("right", right),
            SourceOptions.DEFAULT.withWorkers(3));
        for (int port = 40_000; port < 40_064; port++) {
            dialogue("10.0.0.1", port).send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
            assertThat(ends(through(left, right))).isEqualTo("203.0.113.9:" + port + " > 198.51.100.7:80");
            made(OUTSIDE, port, REMOTE, 80).send(SERVER, TcpFlags.SYN | TcpFlags.ACK, 0, 0, new byte[0]);
            assertThat(ends(through(right, left))).isEqualTo("198.51.100.7:80 > 10.0.0.1:" + port);
        }
        assertThat(outward).hasSize(64).containsOnlyKeys(inward.keySet());
        assertThat(outward).as("answers that came to another worker").isNotEqualTo(inward);
    }

    @Test
    void shouldTranslateDatagramsAndEchoes() throws Exception {
        start(1025, 65_534);
        dialogue("10.0.0.1", 500).datagram(CLIENT, new byte[33]);
        assertThat(ends(through(inside))).isEqualTo("203.0.113.9:1025 > 198.51.100.7:80");
        made(OUTSIDE, 1025, REMOTE, 80).datagram(SERVER, new byte[7]);
        assertThat(ends(through(outside))).isEqualTo("198.51.100.7:80 > 10.0.0.1:500");
        dialogue("10.0.0.1", 0).echo(CLIENT, 77, 1);
        assertThat(ends(through(inside))).startsWith("203.0.113.9:");
        made(OUTSIDE, 0, REMOTE, 0).echo(SERVER, 1025, 1);
        final Packet reply = through(outside);
        assertThat(ends(reply)).endsWith("> 10.0.0.1:-1");
        assertThat(reply.getUnsignedShort(reply.transportOffset() + 4)).isEqualTo(77);
        assertThat(JSON.std.mapFrom(nat.nat(true))).containsEntry("outward", 2).containsEntry("inward", 2);
        assertThat(nat.nat(false).lines().map(line -> line.replaceAll(" +", " ").strip())).containsExactly(
            "Proto Inside Outside Remote State", "udp 10.0.0.1:500 203.0.113.9:1025 198.51.100.7:80 open",
            "echo 10.0.0.1:77 203.0.113.9:1025 198.51.100.7:0 open", "2 packets out, 2 in, 0 uninvited, 0 without a free port");
    }

    @Test
    void shouldKeepPortsApartAndUninvitedPacketsOut() throws Exception {
        start(1025, 65_534);
        dialogue("10.0.0.1", 40_000).send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        assertThat(ends(through(inside))).isEqualTo("203.0.113.9:40000 > 198.51.100.7:80");
        dialogue("10.0.0.2", 40_000).send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        assertThat(ends(through(inside))).isEqualTo("203.0.113.9:1025 > 198.51.100.7:80");
        made(OUTSIDE, 40_000, "198.51.100.8", 80).send(SERVER, TcpFlags.SYN | TcpFlags.ACK, 0, 0, new byte[0]);
        dropped(outside);
        made(OUTSIDE, 40_000, REMOTE, 81).send(SERVER, TcpFlags.SYN, 0, 0, new byte[0]);
        dropped(outside);
        made(OUTSIDE, 2222, REMOTE, 80).datagram(SERVER, new byte[1]);
        dropped(outside);
        assertThat(nat.table().uninvited.sum()).isEqualTo(3);
        made("192.0.2.2", 1, "192.0.2.3", 2).datagram(SERVER, new byte[1]);
        assertThat(ends(through(outside))).isEqualTo("192.0.2.3:2 > 192.0.2.2:1");
    }

    @Test
    void shouldBringErrorsToTheEndWhosePacketTheyQuote() throws Exception {
        start(1025, 65_534);
        dialogue("10.0.0.1", 500).datagram(CLIENT, new byte[33]);
        final byte[] sent = made;
        through(inside);
        made(OUTSIDE, 1025, REMOTE, 80).datagram(CLIENT, new byte[33]);
        final byte[] translated = made;
        // A router on the way says that the packet is too big, and quotes it as it was outside.
        final ByteBuffer message = ByteBuffer.allocate(8 + 28).put((byte) 3).put((byte) 4).putShort((short) 0).putInt(1400)
            .put(translated, 14, 28);
        error(message, "198.51.100.1");
        final Packet error = through(outside);
        assertThat(ends(error)).isEqualTo("198.51.100.1:-1 > 10.0.0.1:-1");
        final int quote = error.payloadOffset();
        assertThat(error.getInt(quote + 12)).isEqualTo(Ipv4Text.parse("10.0.0.1"));
        assertThat(error.getUnsignedShort(quote + 20)).isEqualTo(500);
        assertThat(error.getUnsignedShort(quote + 10)).isEqualTo((sent[24] & 0xff) << 8 | sent[25] & 0xff);
        message.putInt(8 + 16, Ipv4Text.parse("198.51.100.99"));
        error(message, "198.51.100.1");
        dropped(outside);
        error(ByteBuffer.allocate(8).put((byte) 3), "198.51.100.1");
        dropped(outside);
    }

    /** An ICMP message to the outside address. */
    private void error(ByteBuffer message, String from) {
        final byte[] frame = Frames.ipv4(1, message.array().clone());
        ByteBuffer.wrap(frame).putInt(26, Ipv4Text.parse(from)).putInt(30, Ipv4Text.parse(OUTSIDE)).putShort(24, (short) 0);
        sum(frame, 14, 20, 24);
        frame[36] = 0;
        frame[37] = 0;
        sum(frame, 34, message.capacity(), 36);
        made = frame;
    }

    private static void sum(byte[] bytes, int from, int length, int at) {
        long sum = 0;
        for (int i = 0; i < length; i += 2) {
            sum += (bytes[from + i] & 0xff) << 8 | bytes[from + i + 1] & 0xff;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        bytes[at] = (byte) (~sum >>> 8);
        bytes[at + 1] = (byte) ~sum;
    }

    @Test
    void shouldLeaveOlderConnectionsAlone() throws Exception {
        final TcpDialogue older = dialogue("10.0.0.1", 40_000);
        older.send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        through(inside);
        start(1025, 65_534);
        older.say(CLIENT, "as before");
        assertThat(ends(through(inside))).isEqualTo("10.0.0.1:40000 > 198.51.100.7:80");
        dialogue("10.0.0.1", 40_001).say(CLIENT, "without a begin");
        assertThat(ends(through(inside))).isEqualTo("10.0.0.1:40001 > 198.51.100.7:80");
        assertThat(nat.table().list()).isEmpty();
    }

    @Test
    void shouldForgetWhatIsNeverAnsweredAndWhatIsReset() throws Exception {
        final NatTable table = new NatTable(new NatOptions(1, 0, 10, 12, 100, 50, 20, 5));
        final Mapping silent = table.of(Protocol.TCP, 1, 1000, 9, 80, 0);
        final Mapping open = table.of(Protocol.TCP, 1, 1001, 9, 80, 0);
        open.seen(false, TcpFlags.ACK, 0);
        final Mapping reset = table.of(Protocol.TCP, 1, 1002, 9, 80, 0);
        reset.seen(false, TcpFlags.RST, 0);
        assertThat(table.of(Protocol.TCP, 1, 1003, 9, 80, 5)).isNull();
        assertThat(table.of(Protocol.UDP, 1, 1003, 9, 80, 5).port).isEqualTo(10);
        assertThat(table.of(Protocol.TCP, 1, 1003, 9, 80, 6).port).isEqualTo(12);
        table.expire(21);
        assertThat(table.isCurrent(silent)).isFalse();
        assertThat(table.isCurrent(open)).isTrue();
        table.expire(101);
        assertThat(table.list()).isEmpty();
        assertThat(table.exhausted.sum()).isEqualTo(1);
    }

    @Test
    void shouldLetTheOutsideFindTheAddress() throws Exception {
        start(1025, 65_534);
        dialogue("10.0.0.1", 40_000).send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        through(inside);
        made = arp(1, REMOTE, OUTSIDE);
        final Packet request = through(outside);
        assertThat(request.getInt(38)).isEqualTo(Ipv4Text.parse("10.0.0.1"));
        made = arp(2, "10.0.0.1", REMOTE);
        assertThat(through(inside).getInt(28)).isEqualTo(Ipv4Text.parse(OUTSIDE));
        made = arp(2, "10.0.0.1", REMOTE);
        assertThat(through(inside).getInt(28)).isEqualTo(Ipv4Text.parse("10.0.0.1"));
        made = arp(1, REMOTE, "10.0.0.5");
        assertThat(through(outside).getInt(38)).isEqualTo(Ipv4Text.parse("10.0.0.5"));
    }

    private static byte[] arp(int operation, String sender, String target) {
        return Frames.ethernet(EtherType.ARP, ByteBuffer.allocate(28).putShort((short) 1).putShort((short) 0x0800).put((byte) 6)
            .put((byte) 4).putShort((short) operation).put(new byte[6]).putInt(Ipv4Text.parse(sender)).put(new byte[6])
            .putInt(Ipv4Text.parse(target)).array());
    }

    @Test
    void shouldSendAnswersToTheRightLinkAddress() throws Exception {
        start(1025, 65_534);
        dialogue("10.0.0.1", 40_000).send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        made[11] = 0x77;
        through(inside);
        made(OUTSIDE, 40_000, REMOTE, 80).send(SERVER, TcpFlags.SYN | TcpFlags.ACK, 0, 0, new byte[0]);
        assertThat(through(outside).destinationMac()).isEqualTo(0x0200_0000_0077L);
    }

    @Test
    void shouldRefuseWrongOptions() {
        assertThatThrownBy(() -> Ipv4Text.parse("2001:db8::1")).hasMessageContaining("\"2001:db8::1\"");
        assertThatThrownBy(() -> new NatOptions(1, 2, 1, 1, 1, 1, 1, 1)).hasMessageContaining("inside device is 2");
        assertThatThrownBy(() -> new NatOptions(1, 0, 9, 8, 1, 1, 1, 1)).hasMessageContaining("last port is 8");
        assertThatThrownBy(() -> new NatOptions(1, 0, 0, 8, 1, 1, 1, 1)).hasMessageContaining("first port is 0");
        assertThatThrownBy(() -> new NatOptions(1, 0, 1, 8, 1, 1, 0, 1)).hasMessageContaining("shortest time is 0");
    }

    private static NatOptions options(String address, int firstPort, int lastPort) {
        return new NatOptions(Ipv4Text.parse(address), 0, firstPort, lastPort, 100 * SECOND, 10 * SECOND, 5 * SECOND, SECOND);
    }

    @Test
    void shouldHandItsMappingsToTheNextVersion() throws Exception {
        final MonitorOptions how = MonitorOptions.streams("nat", "").withWhileAway(WhileAway.DROP);
        nat = new Nat(options(OUTSIDE, 2000, 2000));
        final MonitorHandle handle = stack.monitor("nat 1", how, nat);
        final TcpDialogue in = dialogue("10.0.0.1", 40_000);
        final TcpDialogue out = made(OUTSIDE, 2000, REMOTE, 80);
        in.send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        through(inside);
        out.send(SERVER, TcpFlags.SYN | TcpFlags.ACK, 0, 0, new byte[0]);
        through(outside);
        stack.hold(handle, "upgrade");
        in.send(CLIENT, TcpFlags.ACK, 1, 1, new byte[] {1});
        dropped(inside);
        out.send(SERVER, TcpFlags.ACK, 1, 1, new byte[] {2});
        dropped(outside);
        final Nat next = new Nat(options(OUTSIDE, 2000, 2000));
        next.restore(nat.save());
        assertThat(next.nat(true)).as("all that is known of them, but for the counters").contains("\"state\":\"open\"");
        stack.replace(handle, "nat 2", how, next);
        out.send(SERVER, TcpFlags.ACK, 1, 1, new byte[] {2});
        final Packet answer = through(outside);
        assertThat(ends(answer)).isEqualTo("198.51.100.7:80 > 10.0.0.1:40000");
        in.send(CLIENT, TcpFlags.ACK, 1, 1, new byte[] {1});
        assertThat(ends(through(inside))).isEqualTo("203.0.113.9:2000 > 198.51.100.7:80");
        assertThat(next.table().outward.sum()).isEqualTo(1);
        assertThat(next.table().inward.sum()).isEqualTo(1);
        stack.suspend(handle, "nobody knows when it comes back");
        in.send(CLIENT, TcpFlags.ACK, 1, 1, new byte[] {1});
        assertThat(ends(through(inside))).isEqualTo("10.0.0.1:40000 > 198.51.100.7:80");
    }

    @Test
    void shouldTakeOverNothingThatIsNotItsOwn() {
        nat = new Nat(options(OUTSIDE, 2000, 2001));
        nat.table().of(Protocol.TCP, 1, 40_000, 2, 80, 5);
        nat.table().of(Protocol.TCP, 1, 40_001, 2, 80, 5);
        final byte[] saved = nat.save();
        final Nat same = new Nat(options(OUTSIDE, 2001, 2001));
        same.restore(saved);
        assertThat(same.table().list()).hasSize(1).allMatch(mapping -> mapping.port == 2001 && mapping.insideAddress == 1);
        assertThat(same.table().at(Protocol.TCP, 2000)).isNull();
        final Nat other = new Nat(options("203.0.113.10", 2000, 2001));
        other.restore(saved);
        assertThat(other.table().list()).isEmpty();
        assertThatThrownBy(() -> other.restore(new byte[] {'{'})).isInstanceOf(UncheckedIOException.class);
    }
}
