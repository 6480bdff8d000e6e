package org.mapi.stdflib.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.testkit.FunctionHarness;

/** Data connections that control connections announce. */
class AnnouncementsTest {
    private static final String CLIENT = "192.0.2.1";
    private static final String SERVER = "198.51.100.2";

    private final FunctionHarness ftp = new FunctionHarness().start(new TrackFtp());
    private final Conversation control = new Conversation(ftp, CLIENT, 40_000, SERVER, 21);

    private static boolean data(FunctionHarness harness, String from, int fromPort, String to, int toPort) {
        final Conversation data = new Conversation(harness, from, fromPort, to, toPort);
        final boolean syn = data.syn();
        assertThat(data.synAck()).isEqualTo(syn);
        assertThat(data.client("data")).isEqualTo(syn);
        assertThat(data.server("data")).isEqualTo(syn);
        assertThat(data.fin()).isEqualTo(syn);
        return syn;
    }

    private TrackedConnections result() {
        return ftp.result(TrackedConnections.class);
    }

    @Test
    void shouldFollowPassiveDataConnections() {
        assertThat(control.server("220 welcome\r\n")).isTrue();
        control.client("PASV\r\n");
        control.server("227 Entering Passive Mode (198,51,100,2,195,80)\r\n");
        assertThat(data(ftp, CLIENT, 40_001, SERVER, 195 * 256 + 81)).as("another port").isFalse();
        assertThat(data(ftp, "192.0.2.9", 40_001, SERVER, 195 * 256 + 80)).as("another host").isFalse();
        assertThat(data(ftp, CLIENT, 40_001, SERVER, 195 * 256 + 80)).isTrue();
        assertThat(data(ftp, CLIENT, 40_002, SERVER, 195 * 256 + 80)).as("announced once").isFalse();
        assertThat(result()).isEqualTo(new TrackedConnections(2, 2, 0, 1, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"227 Entering Passive Mode 198,51,100,2,195,80.\r\n", "227 =198,51,100,2,195,80\r\n",
        "227 10 files, Passive (198,51,100,2,195,80)\r\n"})
    void shouldReadTheReplyOfManyServers(String reply) {
        control.server(reply);
        assertThat(data(ftp, CLIENT, 1, SERVER, 195 * 256 + 80)).isTrue();
    }

    @Test
    void shouldFollowActiveDataConnections() {
        control.client("port 192,0,2,1,4,1\r\n");
        assertThat(data(ftp, SERVER, 20, CLIENT, 1025)).isTrue();
    }

    @Test
    void shouldFollowExtendedCommandsOverIpv6() {
        final Conversation six = new Conversation(ftp, "2001:db8::1", 40_000, "2001:db8::2", 21);
        six.server("229 Entering Extended Passive Mode (|||6446|)\r\n");
        assertThat(data(ftp, "2001:db8::1", 40_001, "2001:db8::2", 6446)).isTrue();
        six.client("EPRT |2|2001:DB8:0:0::1|5282|\r\n");
        assertThat(data(ftp, "2001:db8::2", 20, "2001:db8::1", 5282)).isTrue();
        six.client("EPRT !1!192.0.2.1!5283!\r\n");
        assertThat(data(ftp, "203.0.113.1", 20, "192.0.2.1", 5283)).as("to another host").isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PORT 192,0,2,1,4\r\n", "PORT 192,0,2,256,4,1\r\n", "PORT\r\n", "EPRT |3|192.0.2.1|1025|\r\n",
        "EPRT |1|192.0.2.1|1025\r\n", "EPRT |1|192.0.2|1025|\r\n", "XPORT 192,0,2,1,4,1\r\n", "PORT 192,0,2,1,0,0\r\n"})
    void shouldIgnoreWhatIsNoAnnouncement(String line) {
        control.client(line);
        assertThat(result().announced()).isZero();
        assertThat(data(ftp, SERVER, 20, CLIENT, 1025)).isFalse();
    }

    @Test
    void shouldBelieveOnlyTheSideThatMayAnnounce() {
        control.server("PORT 192,0,2,1,4,1\r\n");
        control.client("227 Entering Passive Mode (198,51,100,2,195,80)\r\n");
        assertThat(result().announced()).isZero();
    }

    @Test
    void shouldExpectTheServerItselfWhenItAnnouncesAnAddressBehindATranslation() {
        control.server("227 Entering Passive Mode (10,0,0,5,195,80)\r\n");
        assertThat(data(ftp, CLIENT, 40_001, SERVER, 195 * 256 + 80)).isTrue();
    }

    @Test
    void shouldReadLinesWhateverSegmentsTheyComeIn() {
        final Random random = new Random(5);
        final String lines = "USER x\r\nPORT 192,0,2,1,4,1\r\nLIST\r\nPORT 192,0,2,1,4,2\r\n";
        for (int round = 0; round < 200; round++) {
            final FunctionHarness harness = new FunctionHarness().start(new TrackFtp());
            final Conversation talk = new Conversation(harness, CLIENT, 40_000, SERVER, 21);
            for (int at = 0; at < lines.length();) {
                final int end = Math.min(lines.length(), at + 1 + random.nextInt(20));
                talk.client(lines.substring(at, end));
                if (random.nextInt(3) == 0) {
                    talk.lost(at - end).client(lines.substring(at, end));
                }
                at = end;
            }
            assertThat(harness.result(TrackedConnections.class)).isEqualTo(new TrackedConnections(1, 1, 0, 2, 0));
            assertThat(data(harness, SERVER, 20, CLIENT, 1025)).isTrue();
            assertThat(data(harness, SERVER, 20, CLIENT, 1026)).isTrue();
        }
    }

    @Test
    void shouldGoOnAtTheNextLineBehindAGap() {
        control.client("PORT 192,0");
        control.lost(5).client("1,4,1\r\nPORT 192,0,2,1,4,2\r\n");
        assertThat(result().announced()).as("waiting for what is missing").isZero();
        ftp.instance().timer(FunctionHarness.START + 6_000_000_000L);
        assertThat(result().unfollowed()).isEqualTo(1);
        assertThat(result().announced()).isEqualTo(1);
        assertThat(data(ftp, SERVER, 20, CLIENT, 1025)).isFalse();
        assertThat(data(ftp, SERVER, 20, CLIENT, 1026)).isTrue();
    }

    @Test
    void shouldPutSegmentsInOrder() {
        final Random random = new Random(7);
        final String lines = "USER x\r\nPORT 192,0,2,1,4,1\r\nLIST\r\nPORT 192,0,2,1,4,2\r\nQUIT\r\n";
        for (int round = 0; round < 200; round++) {
            final FunctionHarness harness = new FunctionHarness().start(new TrackFtp());
            final Conversation talk = new Conversation(harness, CLIENT, 40_000, SERVER, 21);
            talk.client("NOOP\r\n");
            final List<Integer> order = new ArrayList<>();
            for (int piece = 0; piece < lines.length(); piece += 5) {
                order.add(piece);
            }
            Collections.shuffle(order, random);
            int at = 0;
            for (int piece : order) {
                final String text = lines.substring(piece, Math.min(lines.length(), piece + 5));
                talk.lost(piece - at).client(text);
                at = piece + text.length();
            }
            assertThat(harness.result(TrackedConnections.class)).isEqualTo(new TrackedConnections(1, 1, 0, 2, 0));
        }
    }

    @Test
    void shouldGiveUpWaitingWhenThereIsTooMuch() {
        control.client("PORT 192,0");
        control.lost(5);
        for (int i = 0; i < 20; i++) {
            control.client("x".repeat(498) + "\r\n");
        }
        assertThat(result().unfollowed()).isPositive();
        control.client("PORT 192,0,2,1,4,2\r\n");
        assertThat(data(ftp, SERVER, 20, CLIENT, 1026)).isTrue();
    }

    @Test
    void shouldLetManyConnectionsWaitAndCountTheOthers() {
        for (int i = 0; i < 2 * EarlySegments.MOST; i++) {
            final Conversation talk = new Conversation(ftp, CLIENT, 40_000 + i, SERVER, 21);
            talk.client("NOOP\r\n");
            talk.lost(5).client("PORT 192,0,2,1,4," + i + "\r\nNOOP\r\n");
        }
        assertThat(result().unfollowed()).isEqualTo(EarlySegments.MOST);
        ftp.instance().timer(FunctionHarness.START + 6_000_000_000L);
        assertThat(result().unfollowed()).isEqualTo(2 * EarlySegments.MOST);
        final Conversation talk = new Conversation(ftp, CLIENT, 39_999, SERVER, 21);
        talk.client("NOOP\r\n");
        talk.lost(14).client("PORT 192,0,2,1,5,1\r\n");
        talk.lost(-34).client("PORT 192,0,2,1,5,0\r\n".substring(6, 20));
        assertThat(result().announced()).as("places are free again").isEqualTo(1);
    }

    @Test
    void shouldSkipLinesThatAreTooLong() {
        control.client("STAT " + "x".repeat(3000) + "\r\nPORT 192,0,2,1,4,1\r\n");
        assertThat(result().unfollowed()).isEqualTo(1);
        assertThat(data(ftp, SERVER, 20, CLIENT, 1025)).isTrue();
    }

    @Test
    void shouldReadAnotherConnectionOfTheSameEndsFromItsStart() {
        control.syn();
        control.synAck();
        control.client("USER x\r\n");
        control.lost(-2_000_000_000).syn();
        control.synAck();
        control.client("PORT 192,0,2,1,4,1\r\n");
        assertThat(result().announced()).isEqualTo(1);
    }

    @Test
    void shouldFollowAControlConnectionThatWasAnnouncedAsData() {
        control.client("PORT 192,0,2,1,0,21\r\n");
        final Conversation back = new Conversation(ftp, SERVER, 40_000, CLIENT, 21);
        assertThat(back.syn()).isTrue();
        back.client("PORT 198,51,100,2,4,1\r\n");
        assertThat(result().announced()).isEqualTo(2);
    }

    @Test
    void shouldForgetAnnouncementsAfterTheIdleTime() {
        control.client("PORT 192,0,2,1,4,1\r\n");
        assertThat(new Conversation(ftp, SERVER, 20, CLIENT, 1025).at(61).syn()).isFalse();
    }

    @Test
    void shouldKeepExpectingAfterAnUpgrade() {
        control.client("PORT 192,0,2,1,4,1\r\n");
        ftp.upgrade(new TrackFtp());
        assertThat(data(ftp, SERVER, 20, CLIENT, 1025)).isTrue();
    }

    @Test
    void shouldCountAnnouncementsThatThereWasNoRoomFor() {
        for (int i = 0; i < Expectations.MOST + 7; i++) {
            control.client("PORT 192,0,2,1," + (4 + i / 256) + "," + i % 256 + "\r\n");
        }
        assertThat(result().unfollowed()).isEqualTo(7);
        assertThat(result().announced()).isEqualTo(Expectations.MOST + 7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"DCC SEND file 3221225985 5000 1234; 192.0.2.1",
        "DCC CHAT chat 3221225985 5000; 192.0.2.1",
        "DCC SEND \"a b\" 3221225985 5000 1; 192.0.2.1", "DCC SEND file 2001:db8::1 5000 1; 2001:db8::1"})
    void shouldFollowDirectConnectionsOfIrc(String message, String address) {
        final FunctionHarness irc = new FunctionHarness().start(new TrackIrc());
        new Conversation(irc, "192.0.2.77", 40_000, "192.0.2.88", 6667)
            .client(":a!b@c PRIVMSG you :\u0001" + message + "\u0001\r\n");
        final String peer = address.contains(":") ? "2001:db8::9" : "203.0.113.9";
        assertThat(data(irc, peer, 40_001, address, 5001)).isFalse();
        assertThat(data(irc, peer, 40_001, address, 5000)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1:1412, 192.0.2.1", "192.0.2.1:1412S, 192.0.2.1", "[2001:db8::1]:1412, 2001:db8::1"})
    void shouldFollowConnectionsBetweenClientsOfDirectConnect(String end, String address) {
        final FunctionHarness dc = new FunctionHarness().start(new TrackDc());
        new Conversation(dc, "192.0.2.77", 40_000, "192.0.2.88", 411).client("$Hello x|$ConnectToMe peer " + end + "|");
        assertThat(data(dc, address.contains(":") ? "2001:db8::9" : "203.0.113.9", 40_001, address, 1412)).isTrue();
    }

    @Test
    void shouldTakeTheDataPortsOfGridFtpBetweenHostsWithAControlConnection() {
        final FunctionHarness grid = new FunctionHarness().start(new TrackGridFtp());
        assertThat(data(grid, CLIENT, 40_001, SERVER, 20_500)).as("no control connection yet").isFalse();
        final Conversation gridControl = new Conversation(grid, CLIENT, 40_000, SERVER, 2811);
        assertThat(gridControl.client("AUTH GSSAPI\r\n")).isTrue();
        assertThat(data(grid, CLIENT, 40_002, SERVER, 20_500)).isTrue();
        assertThat(data(grid, SERVER, 40_002, CLIENT, 25_000)).as("the other way").isTrue();
        assertThat(data(grid, CLIENT, 40_003, SERVER, 25_001)).isFalse();
        assertThat(data(grid, CLIENT, 40_003, "198.51.100.3", 20_500)).as("another host").isFalse();
        gridControl.server("229 Entering Extended Passive Mode (|||6446|)\r\n");
        assertThat(data(grid, CLIENT, 40_004, SERVER, 6446)).isTrue();
        grid.upgrade(new TrackGridFtp());
        assertThat(data(grid, CLIENT, 40_005, SERVER, 20_501)).as("after an upgrade").isTrue();
        final Conversation late = new Conversation(grid, CLIENT, 40_006, SERVER, 20_502).at(100);
        assertThat(late.syn()).as("after a minute of silence").isFalse();
    }
}
