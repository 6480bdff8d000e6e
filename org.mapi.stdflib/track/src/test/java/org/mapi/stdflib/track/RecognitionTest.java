package org.mapi.stdflib.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.stdflib.track.Conversation.bytes;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.function.Function;
import org.mapi.testkit.FunctionHarness;

/** Which payloads are recognised. */
class RecognitionTest {
    private static boolean tcp(Function function, byte[] payload, int port) {
        return new Conversation(new FunctionHarness().start(function), "192.0.2.1", 40_000, "198.51.100.2", port).client(payload);
    }

    private static boolean tcp(Function function, String payload) {
        return tcp(function, bytes(payload), 7777);
    }

    private static boolean udp(Function function, byte[] payload) {
        return new Conversation(new FunctionHarness().start(function), "2001:db8::1", 40_000, "2001:db8::2", 7777)
            .datagram(payload);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /uri-res/N2R?urn:sha1:PLSTHIPQGSSZTS5F HTTP/1.1",
        "GNUTELLA CONNECT/0.6\r\n", "gnutella/0.6 200 OK",
        "HTTP/1.1 200 OK\r\nserver: limewire/4.12"})
    void shouldRecogniseGnutella(String payload) {
        assertThat(tcp(new TrackGnutella(), payload)).isTrue();
        assertThat(udp(new TrackGnutella(), bytes(payload))).isTrue();
    }

    @Test
    void shouldNotSearchForGnutellaBehindTheFirstHundredBytes() {
        assertThat(tcp(new TrackGnutella(), "x".repeat(91) + "GNUTELLA/")).isTrue();
        assertThat(tcp(new TrackGnutella(), "x".repeat(92) + "GNUTELLA/")).isFalse();
        assertThat(tcp(new TrackGnutella(), "GNUTELLB/0.6 is something else")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0013BitTorrent protocol", "GET /announce?info_hash=%12%34", "GET /scrape?info_hash=%12%34",
        "d1:ad2:id20:abcdefghij0123456789e1:q4:ping", "d1:rd2:id20:abcdefghij0123456789e1:t2:aa",
        "GET / HTTP/1.1\r\nuser-agent: azureus 4.0", "\0\0\0\13\0\0\0\10BT_BITFIELD.", "\0\0\0\13\0\0\0\10BT_INTERESTED..."})
    void shouldRecogniseBitTorrent(String payload) {
        assertThat(tcp(new TrackTorrent(), payload)).isTrue();
    }

    @Test
    void shouldRecogniseBitTorrentBehindTheHeaderOfAnotherTransport() {
        assertThat(udp(new TrackTorrent(), bytes("A".repeat(20) + "\u0013BitTorrent protocol"))).isTrue();
    }

    @Test
    void shouldLeaveThePortsOfOthersOutUnlessTheyShakeHands() {
        for (int port : List.of(411, 4662)) {
            assertThat(tcp(new TrackTorrent(), bytes("GET /announce?info_hash=%12%34"), port)).isFalse();
            assertThat(tcp(new TrackTorrent(), bytes("\u0013BitTorrent protocol"), port)).isTrue();
        }
        assertThat(tcp(new TrackTorrent(), "BT_HAVE is too short")).isTrue();
        assertThat(tcp(new TrackTorrent(), "BT_HAVE is short")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$MyNick peer|$Lock EXTENDEDPROTOCOL", "$HubName x|", "$GetNickList|", "$UserCommand x|$Hello y|",
        "$Search Hub:peer F?T?0?9?TTH", "$ConnectToMe peer 192.0.2.1:1412|"})
    void shouldRecogniseDirectConnect(String payload) {
        assertThat(tcp(new TrackDc(), payload)).isTrue();
    }

    @Test
    void shouldTakeACommandOfDirectConnectOnlyWhereCommandsBegin() {
        assertThat(tcp(new TrackDc(), "echo $Hello")).isFalse();
        assertThat(tcp(new TrackDc(), "$hello peer|")).isFalse();
        assertThat(tcp(new TrackDc(), "$Lock something")).isFalse();
    }

    @Test
    void shouldRecogniseMessagesOfEdonkeyThatEndWhereThePayloadEnds() {
        for (int protocol : List.of(0xe3, 0xc5, 0xd4)) {
            final byte[] hello = ContentSamples.edonkey(protocol, 0x01, 30);
            assertThat(tcp(new TrackEdonkey(), hello, 4662)).isTrue();
            assertThat(udp(new TrackEdonkey(), hello)).isTrue();
            assertThat(tcp(new TrackEdonkey(), ContentSamples.join(hello, ContentSamples.edonkey(0xe3, 0x58, 16)), 1)).isTrue();
            assertThat(tcp(new TrackEdonkey(), ContentSamples.join(hello, new byte[] {0}), 1)).isFalse();
            assertThat(tcp(new TrackEdonkey(), ContentSamples.edonkey(protocol, 0xee, 30), 4662)).isFalse();
        }
        assertThat(tcp(new TrackEdonkey(), "xxxx\u0003\u0002\u0000pr\u0001\u0000\u0000\u0000xx")).isTrue();
        assertThat(udp(new TrackEdonkey(), new byte[] {(byte) 0xe3, (byte) 0x96, 1, 2, 3, 4})).isTrue();
        assertThat(udp(new TrackEdonkey(), new byte[] {(byte) 0xe3, (byte) 0x96, 1, 2, 3})).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRIVMSG #room :hello\r\n", ":nick!user@host PRIVMSG #room :hello\r\n",
        "NOTICE AUTH :*** Looking up\r\n", "@time=1;id=2 :nick!user@host NOTICE you :hi", "PING x\r\n:server NOTICE x :y",
        "x :\u0001ACTION waves\u0001", "f :DOWN// x"})
    void shouldRecogniseIrc(String payload) {
        assertThat(tcp(new TrackIrc(), payload)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<form ACTION=\"x\">", "Subject: NOTICE of something\r\n", "the PRIVMSG command", "ACTION x"})
    void shouldNotTakeEveryTextWithItsWordsForIrc(String payload) {
        assertThat(tcp(new TrackIrc(), payload)).isFalse();
        assertThat(udp(new TrackIrc(), bytes("PRIVMSG x :y"))).isFalse();
    }

    @Test
    void shouldFindTheCommandOfALineBehindItsWordsInOthers() {
        final String others = "x PRIVMSG a NOTICE b\n".repeat(20) + ":p x NOTICE c ";
        assertThat(tcp(new TrackIrc(), others)).isFalse();
        assertThat(tcp(new TrackIrc(), others + "\n:p NOTICE d ")).isTrue();
        assertThat(tcp(new TrackIrc(), others + "\nNOTICE d ")).isTrue();
        assertThat(tcp(new TrackIrc(), others + "\n\n:p  x NOTICE d ")).isFalse();
        assertThat(tcp(new TrackIrc(), "x".repeat(506) + "\nNOTICE d ")).as("behind 512 bytes").isFalse();
    }

    @ParameterizedTest
    @CsvSource({"SSH-2.0-OpenSSH_9.2, true", "SSH-1.99-Cisco, true", "SSH-2.0, false", "SSH-x.0-y, false", "SSH-.0-y, false",
        "SSH-2.-y, false", "ssh-2.0-y, false"})
    void shouldRecogniseVersionStringsOfSsh(String payload, boolean is) {
        assertThat(tcp(new TrackSsh(), payload + "\r\n")).isEqualTo(is);
    }

    @Test
    void shouldRecogniseAClientHelloAndNothingLikeIt() {
        final byte[] hello = ContentSamples.clientHello();
        assertThat(tcp(new TrackTls(), hello, 25)).isTrue();
        assertThat(udp(new TrackTls(), hello)).isFalse();
        for (int at : List.of(0, 1, 2, 3, 5, 6, 9, 10, 43)) {
            final byte[] other = hello.clone();
            other[at] = (byte) (at == 43 ? 33 : 0x77);
            assertThat(tcp(new TrackTls(), other, 443)).as("changed at " + at).isFalse();
        }
    }

    @Test
    void shouldRecogniseLongHeadersOfBothVersionsOfQuic() {
        for (int version : List.of(1, 0x6b33_43cf)) {
            final byte[] initial = ContentSamples.quicInitial(version);
            assertThat(udp(new TrackQuic(), initial)).as("version " + version).isTrue();
            assertThat(udp(new TrackQuic(), Arrays.copyOf(initial, 1199))).as("length beyond the datagram").isFalse();
            assertThat(tcp(new TrackQuic(), initial, 443)).isFalse();
            initial[5] = 21;
            assertThat(udp(new TrackQuic(), initial)).as("identifier of 21 bytes").isFalse();
        }
        assertThat(udp(new TrackQuic(), ContentSamples.quicInitial(0xff00_001d))).isFalse();
    }

    @Test
    void shouldRecogniseDnsOverBothTransports() {
        final byte[] query = ContentSamples.query("www.example.org");
        final byte[] answer = ContentSamples.answer("www.example.org", "c0000201");
        for (byte[] message : List.of(query, answer)) {
            assertThat(udp(new TrackDns(), message)).isTrue();
            assertThat(tcp(new TrackDns(), ContentSamples.prefixed(message), 7777)).isTrue();
            assertThat(udp(new TrackDns(), Arrays.copyOf(message, message.length - 1))).isFalse();
            assertThat(udp(new TrackDns(), Arrays.copyOf(message, message.length + 1))).isFalse();
            assertThat(tcp(new TrackDns(), message, 53)).isFalse();
        }
        final byte[] self = answer.clone();
        self[query.length + 1] = (byte) query.length;
        assertThat(udp(new TrackDns(), self)).as("a pointer to itself").isFalse();
    }

    @Test
    void shouldNotTakeTheNameServiceOfNetbiosForDns() {
        final byte[] query = ContentSamples.query("EKEPEFEJEBECACACACACACACACACACAA");
        query[query.length - 3] = 32;
        assertThat(udp(new TrackDns(), query)).isFalse();
        final byte[] other = ContentSamples.query("EKEPEFEJEBECACACACACACACACACACAA");
        assertThat(udp(new TrackDns(), other)).isTrue();
    }

    @Test
    void shouldRecogniseNothingInNoise() {
        final Random random = new Random(11);
        final List<Supplier<Function>> byContent = List.of(TrackGnutella::new, TrackTorrent::new, TrackDc::new, TrackEdonkey::new,
            TrackIrc::new, TrackTls::new, TrackQuic::new, TrackDns::new, TrackSsh::new);
        for (Supplier<Function> function : byContent) {
            final FunctionHarness harness = new FunctionHarness().start(function.get());
            for (int i = 0; i < 20_000; i++) {
                final byte[] noise = new byte[1 + random.nextInt(200)];
                random.nextBytes(noise);
                final Conversation talk = new Conversation(harness, "192.0.2.1", 1024 + i, "192.0.2.2", 7777);
                assertThat(i % 2 == 0 ? talk.client(noise) : talk.datagram(noise)).as(Arrays.toString(noise)).isFalse();
            }
        }
    }
}
