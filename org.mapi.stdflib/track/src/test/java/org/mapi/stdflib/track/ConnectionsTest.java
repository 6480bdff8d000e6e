package org.mapi.stdflib.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.stdflib.track.Conversation.bytes;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.Function;
import org.mapi.packet.EtherType;
import org.mapi.packet.IpProtocol;
import org.mapi.testkit.Frames;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.StateBytes;

/** What belongs to a connection, how long it is remembered, and what is counted. */
class ConnectionsTest {
    private static final byte[] HERE = {(byte) 192, 0, 2, 1};
    private static final byte[] THERE = {(byte) 192, 0, 2, 2};

    private final FunctionHarness harness = new FunctionHarness().start(new TrackSsh());
    private final Conversation talk = new Conversation(harness, "192.0.2.1", 40_000, "192.0.2.2", 7777);

    private TrackedConnections result() {
        return harness.result(TrackedConnections.class);
    }

    @Test
    void shouldLetBothDirectionsPassFromTheRecognisedPacketOn() {
        assertThat(talk.syn()).isFalse();
        assertThat(talk.synAck()).isFalse();
        assertThat(talk.ack()).isFalse();
        assertThat(talk.server("SSH-2.0-server\r\n")).isTrue();
        assertThat(talk.ack()).isTrue();
        assertThat(talk.client("anything")).isTrue();
        assertThat(talk.fin()).isTrue();
        assertThat(talk.ack()).as("behind the FIN").isTrue();
        assertThat(new Conversation(harness, "192.0.2.1", 40_001, "192.0.2.2", 7777).client("anything")).isFalse();
        assertThat(result()).isEqualTo(new TrackedConnections(1, 1, 0, 0, 0));
    }

    @Test
    void shouldDoTheSameForIpv6() {
        final Conversation six = new Conversation(harness, "2001:db8::1", 40_000, "2001:db8::2", 7777);
        assertThat(six.client("SSH-2.0-x\r\n")).isTrue();
        assertThat(six.server("anything")).isTrue();
    }

    @Test
    void shouldForgetASilentConnectionByPacketTime() {
        assertThat(talk.client("SSH-2.0-x\r\n")).isTrue();
        assertThat(talk.at(599).client("x")).isTrue();
        assertThat(talk.at(599 + 599).client("x")).as("kept by the packet before").isTrue();
        assertThat(talk.at(599 + 599 + 601).client("x")).isFalse();
    }

    @Test
    void shouldTakeTheIdleTimeAsItIsGiven() {
        final FunctionHarness other = new FunctionHarness().start(new TrackSsh(), 10, "1m");
        final Conversation minute = new Conversation(other, "192.0.2.1", 40_000, "192.0.2.2", 7777);
        assertThat(minute.client("SSH-2.0-x\r\n")).isTrue();
        assertThat(minute.at(59).client("x")).isTrue();
        assertThat(minute.at(59 + 61).client("x")).isFalse();
    }

    @Test
    void shouldBeginAnewWithASynOfTheSameEnds() {
        talk.syn();
        talk.synAck();
        assertThat(talk.client("SSH-2.0-x\r\n")).isTrue();
        assertThat(talk.syn()).isFalse();
        assertThat(talk.synAck()).isFalse();
        assertThat(talk.client("something else")).isFalse();
        assertThat(result().remembered()).isZero();
    }

    @Test
    void shouldForgetTheOneSilentLongestWhenThereIsNoRoom() {
        final FunctionHarness small = new FunctionHarness().start(new TrackSsh(), 2);
        final Conversation[] talks = new Conversation[3];
        for (int i = 0; i < 3; i++) {
            talks[i] = new Conversation(small, "192.0.2.1", 40_000 + i, "192.0.2.2", 7777).at(i);
        }
        talks[0].client("SSH-2.0-x\r\n");
        talks[1].client("SSH-2.0-x\r\n");
        talks[0].at(1.5).client("x");
        talks[2].client("SSH-2.0-x\r\n");
        assertThat(talks[1].at(3).client("x")).as("silent longest").isFalse();
        assertThat(talks[0].at(3).client("x")).isTrue();
        assertThat(small.result(TrackedConnections.class)).isEqualTo(new TrackedConnections(2, 3, 1, 0, 0));
    }

    @Test
    void shouldResetCountersAndForgetNoConnection() {
        talk.client("SSH-2.0-x\r\n");
        harness.instance().reset();
        assertThat(result()).isEqualTo(new TrackedConnections(1, 0, 0, 0, 0));
        assertThat(talk.client("x")).isTrue();
    }

    @Test
    void shouldGoOnWithItsConnectionsAfterAnUpgrade() {
        final Conversation six = new Conversation(harness, "2001:db8::1", 40_000, "2001:db8::2", 7777);
        talk.client("SSH-2.0-x\r\n");
        six.client("SSH-2.0-x\r\n");
        harness.upgrade(new TrackSsh());
        assertThat(talk.server("x")).isTrue();
        assertThat(six.server("x")).isTrue();
        assertThat(result()).isEqualTo(new TrackedConnections(2, 2, 0, 0, 0));
        assertThat(talk.at(700).client("x")).isFalse();
    }

    @Test
    void shouldSaveNoMoreThanAnUpgradeCanCarry() {
        final int many = 250_000;
        final FunctionHarness large = new FunctionHarness().start(new TrackSsh(), 1 << 20);
        Conversation last = null;
        for (int i = 0; i < many; i++) {
            last = new Conversation(large, "192.0.2." + (i & 0xff), 1 + i % 60_000, "198.51.100." + (i >>> 8 & 0xff), 22)
                .at(i / 1e6);
            last.client("SSH-2.0-x\r\n");
        }
        final long remembered = large.result(TrackedConnections.class).remembered();
        final StateBytes state = new StateBytes();
        large.instance().save(state);
        assertThat(state.reader().remaining()).isBetween(12_000_000, 16 << 20);
        large.upgrade(new TrackSsh());
        assertThat(large.result(TrackedConnections.class).remembered()).isLessThan(remembered).isGreaterThan(200_000);
        assertThat(last.client("x")).as("the connection used last").isTrue();
    }

    @Test
    void shouldLookIntoTunnelsAndBehindTags() {
        final byte[] inner = Conversation.ipv4(HERE, THERE, 0, 0, IpProtocol.TCP,
            Frames.tcp(40_000, 22, 24, bytes("SSH-2.0-x\r\n")));
        final byte[] tagged = ByteBuffer.allocate(4 + inner.length).putShort((short) 7).putShort((short) EtherType.IPV4)
            .put(inner).array();
        assertThat(send(Frames.ethernet(EtherType.VLAN, tagged))).isTrue();
        final byte[] next = Conversation.ipv4(THERE, HERE, 0, 0, IpProtocol.TCP, Frames.tcp(22, 40_000, 16, new byte[0]));
        assertThat(send(Frames.ipv4(IpProtocol.IPV4, next))).as("the same connection in a tunnel").isTrue();
    }

    private boolean send(byte[] frame) {
        return harness.packet(FunctionHarness.START, frame.length, frame);
    }

    @Test
    void shouldLetLaterFragmentsPassWithTheFirst() {
        final FunctionHarness dns = new FunctionHarness().start(new TrackDns());
        final byte[] datagram = Frames.udp(40_000, 53, ContentSamples.query("www.example.org"));
        final byte[] first = Arrays.copyOf(datagram, 24);
        final byte[] later = Arrays.copyOfRange(datagram, 24, datagram.length);
        final byte[] whole = Conversation.frame(HERE, THERE, IpProtocol.UDP, datagram);
        assertThat(dns.packet(FunctionHarness.START, whole.length, whole)).isTrue();
        final byte[] one = Frames.ethernet(EtherType.IPV4, Conversation.ipv4(HERE, THERE, 9, 0x2000, IpProtocol.UDP, first));
        final byte[] two = Frames.ethernet(EtherType.IPV4, Conversation.ipv4(HERE, THERE, 9, 3, IpProtocol.UDP, later));
        final byte[] other = Frames.ethernet(EtherType.IPV4, Conversation.ipv4(HERE, THERE, 8, 3, IpProtocol.UDP, later));
        assertThat(dns.packet(FunctionHarness.START, two.length, two)).as("before the first").isFalse();
        assertThat(dns.packet(FunctionHarness.START, one.length, one)).isTrue();
        assertThat(dns.packet(FunctionHarness.START, two.length, two)).isTrue();
        assertThat(dns.packet(FunctionHarness.START, other.length, other)).isFalse();
    }

    @Test
    void shouldRecogniseADatagramByItsFirstFragment() {
        final FunctionHarness dns = new FunctionHarness().start(new TrackDns());
        final byte[] datagram = Frames.udp(53, 40_000, ContentSamples.answer("www.example.org", "c0000201"));
        for (int length : new int[] {24, 40, 48}) {
            final byte[] first = Frames.ethernet(EtherType.IPV4,
                Conversation.ipv4(HERE, THERE, length, 0x2000, IpProtocol.UDP, Arrays.copyOf(datagram, length)));
            assertThat(dns.packet(FunctionHarness.START, first.length, first)).as(length + " bytes").isEqualTo(length > 40);
        }
    }

    @Test
    void shouldKeepTwoFlowsApart() {
        final FunctionHarness other = new FunctionHarness().start(new TrackSsh());
        final Conversation elsewhere = new Conversation(other, "192.0.2.1", 40_000, "192.0.2.2", 7777);
        assertThat(talk.client("SSH-2.0-x\r\n")).isTrue();
        assertThat(elsewhere.client("x")).as("another flow's connection").isFalse();
        final FunctionHarness irc = new FunctionHarness().start(new TrackIrc());
        final Conversation both = new Conversation(irc, "192.0.2.1", 40_000, "192.0.2.2", 7777);
        assertThat(both.client("SSH-2.0-x\r\nNOTICE x :y\r\n")).as("recognised by another tracker too").isTrue();
    }

    @Test
    void shouldKnowWebAndRemoteMonitoringByTheirPorts() {
        for (int port : new int[] {80, 443}) {
            final FunctionHarness web = new FunctionHarness().start(new TrackWeb());
            final Conversation page = new Conversation(web, "192.0.2.1", 40_000, "192.0.2.2", port);
            assertThat(page.syn() || page.synAck() || page.ack()).as("no payload yet").isFalse();
            assertThat(page.client("x")).isTrue();
            assertThat(page.ack()).isTrue();
            assertThat(page.datagram(new byte[10])).as("UDP").isFalse();
        }
        assertThat(new Conversation(new FunctionHarness().start(new TrackWeb()), "192.0.2.1", 1, "192.0.2.2", 81).client("x"))
            .isFalse();
        assertThat(new Conversation(new FunctionHarness().start(new TrackMapi()), "192.0.2.1", 1, "192.0.2.2", 2233).client("x"))
            .isTrue();
    }

    @Test
    void shouldFindIpInIp() {
        final FunctionHarness tunnel = new FunctionHarness().start(new TrackIpOverIp());
        final byte[] inner = Conversation.ipv4(HERE, THERE, 0, 0, IpProtocol.UDP, Frames.udp(1, 2, new byte[3]));
        for (byte[] frame : new byte[][] {Frames.ipv4(IpProtocol.IPV4, inner), Frames.ipv6(IpProtocol.IPV4, inner),
            Frames.ipv4(IpProtocol.IPV6, new byte[40]), Frames.ipv4(IpProtocol.GRE, ByteBuffer.allocate(4 + 40).putInt(0x800)
                .put(Conversation.ipv4(HERE, THERE, 0, 0, IpProtocol.IPV4, new byte[20])).array())}) {
            assertThat(tunnel.packet(FunctionHarness.START, frame.length, frame)).isTrue();
        }
        for (byte[] frame : new byte[][] {Frames.ipv4(IpProtocol.UDP, Frames.udp(1, 2, inner)), new byte[60], new byte[0]}) {
            assertThat(tunnel.packet(FunctionHarness.START, frame.length, frame)).isFalse();
        }
    }

    @Test
    void shouldRefuseWrongArgumentsWithTheirNumber() {
        for (Supplier<Function> function : Library.functions()) {
            if (function.get() instanceof TrackIpOverIp) {
                continue;
            }
            refuse(function, MapiError.MFUNCT_INVALID_ARGUMENT_1, "argument 1 (connections) is 0, expected 1 to 1048576", 0);
            refuse(function, MapiError.MFUNCT_INVALID_ARGUMENT_1, "argument 1 (connections) is 1048577", 1_048_577);
            for (String idle : new String[] {"0s", "60", "soon", "", "-1s"}) {
                refuse(function, MapiError.MFUNCT_INVALID_ARGUMENT_2, "argument 2 (idle) is \"" + idle + "\"", 10, idle);
            }
        }
    }

    private static void refuse(Supplier<Function> function, MapiError error, String message, Object... arguments) {
        assertThatThrownBy(() -> new FunctionHarness().start(function.get(), arguments))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.error()).isEqualTo(error))
            .hasMessageContaining(message);
    }
}
