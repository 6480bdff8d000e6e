package org.mapi.stdflib.track;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.testkit.FunctionHarness;

/** TRACK_SKYPE: servers from DNS answers, hosts from contacts, ports from counting. */
class SkypeTest {
    private static final String HOST = "192.0.2.1";
    private static final String SERVER = "198.51.100.7";
    private static final String PEER = "203.0.113.5";

    private final FunctionHarness harness = new FunctionHarness().start(new TrackSkype());

    private Conversation talk(String from, int fromPort, String to, int toPort) {
        return new Conversation(harness, from, fromPort, to, toPort);
    }

    private void resolve(String name, String address) {
        final Conversation dns = talk(HOST, 5353, "192.0.2.53", 53);
        assertThat(dns.datagram(ContentSamples.query(name))).isFalse();
        assertThat(dns.reply(ContentSamples.answer(name, address))).isFalse();
    }

    private boolean contact() {
        return talk(HOST, 40_000, SERVER, 443).syn();
    }

    @ParameterizedTest
    @CsvSource({"ui.skype.com, true", "skype.com, true", "UI.Skype.COM, true", "a.b.skype.com, true", "www.skype.com, false",
        "notskype.com, false", "skype.com.example.org, false", "skype.org, false"})
    void shouldLearnServersFromAnswers(String name, boolean is) {
        assertThat(contact()).as("before the answer").isFalse();
        resolve(name, "c6336407");
        assertThat(contact()).isEqualTo(is);
        assertThat(talk(SERVER, 443, HOST, 40_000).client("x")).isEqualTo(is);
    }

    @Test
    void shouldLearnServersOverIpv6() {
        resolve("ui.skype.com", "20010db8000000000000000000000007");
        assertThat(talk("2001:db8::1", 40_000, "2001:db8::7", 443).syn()).isTrue();
    }

    @Test
    void shouldFindThePortThatAHostUsesMost() {
        resolve("ui.skype.com", "c6336407");
        contact();
        for (int i = 0; i < 5; i++) {
            assertThat(talk(HOST, 30_000, PEER, 31_000).at(1 + i).datagram(new byte[9])).as("still learning").isFalse();
            assertThat(talk(HOST, 30_001, PEER, 31_000 + i).at(1 + i).reply(new byte[9])).isFalse();
            assertThat(talk(HOST, 30_001, PEER, 32_000).at(1 + i).datagram(new byte[9])).isFalse();
            assertThat(talk(HOST, 30_002, PEER, 53).at(1 + i).datagram(new byte[9])).isFalse();
        }
        assertThat(talk(HOST, 30_000, PEER, 31_000).at(11).datagram(new byte[9])).as("not the most used").isFalse();
        assertThat(talk(HOST, 30_001, "203.0.113.99", 99).at(11).datagram(new byte[9])).isTrue();
        assertThat(talk(HOST, 30_001, "203.0.113.99", 4000).at(12).reply(new byte[9])).isTrue();
        assertThat(talk(HOST, 30_001, PEER, 4000).at(12).syn()).as("TCP").isFalse();
        assertThat(harness.result(TrackedConnections.class)).isEqualTo(new TrackedConnections(1, 1, 0, 1, 0));
        harness.upgrade(new TrackSkype());
        assertThat(talk(HOST, 30_001, PEER, 4000).at(13).datagram(new byte[9])).as("after an upgrade").isTrue();
        assertThat(talk(HOST, 30_001, PEER, 4000).at(13 + 601).datagram(new byte[9])).as("after ten minutes").isFalse();
    }

    @Test
    void shouldWaitForTwentySecondsAndThenForTheNextContact() {
        resolve("ui.skype.com", "c6336407");
        contact();
        assertThat(talk(HOST, 30_000, PEER, 31_000).at(15).datagram(new byte[9])).isFalse();
        assertThat(talk(HOST, 30_000, PEER, 31_000).at(16).datagram(new byte[9])).as("counted once: it is the port").isTrue();

        final String other = "192.0.2.44";
        talk(other, 40_000, SERVER, 443).at(100).syn();
        assertThat(talk(other, 30_000, PEER, 31_000).at(121).datagram(new byte[9])).isFalse();
        assertThat(talk(other, 30_000, PEER, 31_000).at(122).datagram(new byte[9])).as("learning is over").isFalse();
        talk(other, 40_000, SERVER, 443).at(130).syn();
        talk(other, 30_000, PEER, 31_000).at(131).datagram(new byte[9]);
        assertThat(talk(other, 30_000, PEER, 31_000).at(141).datagram(new byte[9])).as("begun anew").isTrue();
    }

    @Test
    void shouldIgnoreAnswersThatAreNone() {
        final Conversation dns = talk(HOST, 5353, "192.0.2.53", 53);
        final byte[] answer = ContentSamples.answer("ui.skype.com", "c6336407");
        answer[2] = 1;   // a query with an answer
        dns.reply(answer);
        answer[2] = (byte) 0x81;
        talk(HOST, 53_000, "192.0.2.53", 54).reply(answer);   // not from a name server's port
        assertThat(contact()).isFalse();
    }
}
