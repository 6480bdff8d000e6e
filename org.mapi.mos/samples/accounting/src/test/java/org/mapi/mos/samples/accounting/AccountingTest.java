package org.mapi.mos.samples.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.TcpDialogue.CLIENT;
import static org.mapi.testkit.TcpDialogue.SERVER;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.mos.Buffering;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.stack.MosStack;
import org.mapi.testkit.TcpDialogue;

/** What users are charged for traffic that the test makes. */
class AccountingTest {
    private static final int ACK = 0x10;

    private final MosStack stack = new MosStack(() -> null);
    private final PacketFollower source = stack.follow("made", List.of(), SourceOptions.DEFAULT);

    @AfterEach
    void close() {
        stack.close();
    }

    private Accounts accounts(int most, int buffer, String... networks) {
        final Accounts accounts = new Accounts(Arrays.stream(networks).map(UserNetwork::parse).toList(), most);
        source.monitor(MonitorOptions.streams("accounting", "").reading(Buffering.BOTH, buffer),
            on -> new AccountingWatch(on, accounts));
        return accounts;
    }

    private TcpDialogue dialogue(String client, int port) {
        return new TcpDialogue(source::process).from(CLIENT, client, port);
    }

    private static String charged(Accounts accounts, String user) {
        return accounts.view().stream().filter(view -> view.get("user").equals(user)).map(view -> view.get("sent") + "/"
            + view.get("received") + " " + view.get("retransmitted") + "/" + view.get("hidden") + "/" + view.get("unverified"))
            .findFirst().orElse("none");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void shouldChargeEveryByteOnce() {
        final Accounts accounts = accounts(10, 65_536);
        dialogue("10.0.0.1", 1).open().say(CLIENT, "request").say(SERVER, "a long answer").close(CLIENT);
        final TcpDialogue dialogue = dialogue("10.0.0.1", 2).open().say(CLIENT, "again");
        dialogue.send(CLIENT, ACK, 0, 0, bytes("again")).send(CLIENT, ACK, 3, 0, bytes("in and more"));
        assertThat(charged(accounts, "10.0.0.1")).isEqualTo("21/13 7/0/0");
    }

    @Test
    void shouldTellBytesThatCameOutOfOrderFromRetransmittedOnes() {
        final Accounts accounts = accounts(10, 65_536);
        dialogue("10.0.0.1", 1).open().send(CLIENT, ACK, 4, 0, bytes("EFGH")).send(CLIENT, ACK, 12, 0, bytes("MNOP"))
            .send(CLIENT, ACK, 0, 0, bytes("ABCDEFGHIJKLMNOPQR"));
        assertThat(charged(accounts, "10.0.0.1")).isEqualTo("18/0 8/0/0");
    }

    /** A tunnel in retransmissions, as in the original authors' paper: its bytes ride free where payload is not compared. */
    @Test
    void shouldReportTheBytesOfATunnelInRetransmissionsExactly() {
        final Random random = new Random(20_261_121);
        final Accounts accounts = accounts(100, 262_144);
        final long[] sent = new long[20];
        final long[] tunnelled = new long[20];
        final long[] repeated = new long[20];
        final TcpDialogue[] dialogues = new TcpDialogue[20];
        for (int i = 0; i < dialogues.length; i++) {
            dialogues[i] = dialogue("10.0.1." + i, 1000 + i).sequences(random.nextInt(), random.nextInt()).open();
        }
        final byte[][] last = new byte[20][];
        for (int step = 0; step < 4000; step++) {
            final int user = random.nextInt(20);
            final TcpDialogue dialogue = dialogues[user];
            if (last[user] == null || random.nextInt(3) == 0) {
                last[user] = new byte[8 + random.nextInt(1400)];
                random.nextBytes(last[user]);
                dialogue.say(CLIENT, last[user]).acknowledge(SERVER);
                sent[user] += last[user].length;
                continue;
            }
            final byte[] payload = last[user].clone();
            if (user % 2 == 0) {
                random.nextBytes(payload);
                tunnelled[user] += payload.length;
            } else {
                repeated[user] += payload.length;
            }
            dialogue.send(CLIENT, ACK, dialogue.sent(CLIENT) - payload.length, dialogue.sent(SERVER), payload);
        }
        for (int user = 0; user < 20; user++) {
            assertThat(charged(accounts, "10.0.1." + user)).as("user %d", user)
                .isEqualTo(sent[user] + "/0 " + repeated[user] + "/" + tunnelled[user] + "/0");
        }
        assertThat(Arrays.stream(tunnelled).sum()).isGreaterThan(500_000);
    }

    @Test
    void shouldSayWhenARetransmissionCannotBeCompared() {
        final Accounts accounts = accounts(10, 1024);
        final TcpDialogue dialogue = dialogue("10.0.0.1", 1).open();
        for (int i = 0; i < 10; i++) {
            dialogue.say(CLIENT, new byte[1000]);
        }
        dialogue.send(CLIENT, ACK, 0, 0, new byte[1000]);
        assertThat(charged(accounts, "10.0.0.1")).isEqualTo("10000/0 0/0/1000");
    }

    @Test
    void shouldCountKeepAliveProbesAndDatagramsApart() {
        final Accounts accounts = accounts(10, 65_536);
        dialogue("10.0.0.1", 1).open().say(CLIENT, "x").send(CLIENT, ACK, 0, 0, new byte[1]).datagram(CLIENT, new byte[100])
            .datagram(SERVER, new byte[50]);
        assertThat(accounts.view()).singleElement().satisfies(view -> assertThat(view).containsEntry("probes", 1L)
            .containsEntry("sent", 1L).containsEntry("datagrams", 150L).containsEntry("connections", 2L));
    }

    @Test
    void shouldChargeTheHostsOfTheUsersNetworksWhoeverOpens() {
        final Accounts accounts = accounts(10, 65_536, "10.0.0.0/8", "2001:db8::/32");
        new TcpDialogue(source::process).from(CLIENT, "192.0.2.7", 7).from(SERVER, "10.1.2.3", 22).open().say(CLIENT, "in")
            .say(SERVER, "answer");
        new TcpDialogue(source::process).from(CLIENT, "2001:db8::1", 7).from(SERVER, "2001:db9::1", 22).open().say(CLIENT, "out");
        dialogue("172.16.0.1", 5).open().say(CLIENT, "nobody");
        assertThat(charged(accounts, "10.1.2.3")).isEqualTo("6/2 0/0/0");
        assertThat(charged(accounts, "2001:db8:0:0:0:0:0:1")).isEqualTo("3/0 0/0/0");
        assertThat(accounts.view()).hasSize(2);
    }

    @Test
    void shouldBoundTheNumberOfAccounts() throws IOException {
        final Accounts accounts = accounts(3, 65_536);
        for (int i = 1; i <= 10; i++) {
            dialogue("10.0.0." + i, 1).open().say(CLIENT, "x".repeat(i));
        }
        assertThat(accounts.view()).hasSize(4);
        assertThat(charged(accounts, Accounts.OTHERS)).isEqualTo("49/0 0/0/0");
        assertThat(JSON.std.listFrom(accounts.json())).hasSize(4);
        assertThat(accounts.text().lines().map(line -> line.replaceAll(" +", " "))).startsWith(
            "User Connections Sent Received Datagrams Retransmitted Hidden Unverified Probes", "others 7 49 0 0 0 0 0 0");
    }

    @Test
    void shouldReadNetworks() {
        final UserAddress address = UserAddress.of(InetAddress.ofLiteral("10.1.2.3"));
        assertThat(Map.of("10.0.0.0/8", true, "10.1.2.3", true, "10.1.2.2/31", true, "10.1.2.4", false, "11.0.0.0/8", false,
            "0.0.0.0/0", true, "::/0", true, "2001:db8::/32", false)).allSatisfy((text, inside) ->
                assertThat(UserNetwork.parse(text).contains(address)).as(text).isEqualTo(inside));
        for (String wrong : List.of("10.0.0.0/33", "10.0.0.0/x", "ten", "", "::/129", "10.0.0.0/-1")) {
            assertThatThrownBy(() -> UserNetwork.parse(wrong)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + wrong + "\"");
        }
    }
}
