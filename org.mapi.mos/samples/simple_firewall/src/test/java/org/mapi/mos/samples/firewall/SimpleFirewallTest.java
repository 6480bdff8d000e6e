package org.mapi.mos.samples.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.testkit.TcpDialogue.CLIENT;
import static org.mapi.testkit.TcpDialogue.SERVER;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplicationDefinition;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosSource;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.stack.MosStack;
import org.mapi.mos.stack.OpenDevice;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;
import org.mapi.testkit.TcpDialogue;
import org.mapi.testkit.WireEnd;

/** A firewall between two devices in memory. */
@Timeout(600)
class SimpleFirewallTest {
    private static final long PATIENCE = 60_000;
    /** Milliseconds for frames that must not come, or need not. */
    private static final long SHORTLY = 100;
    private static final int FLAGS = 47;

    @TempDir
    private Path folder;
    private final MosStack stack = new MosStack(() -> null);
    private final WireEnd[] ends = {new WireEnd(), new WireEnd()};
    private final MosSource wire = stack.inline("wire", new OpenDevice("inside", ends[0]), new OpenDevice("outside", ends[1]),
        SourceOptions.DEFAULT);
    private SimpleFirewall firewall;
    private MonitorHandle handle;
    private Path rules;
    private byte[] made;

    @BeforeEach
    void begin() {
        rules = folder.resolve("firewall.rules");
    }

    @AfterEach
    void close() {
        if (firewall != null) {
            firewall.stop();
        }
        stack.close();
    }

    private void start(String... lines) throws IOException {
        Files.write(rules, List.of(lines));
        firewall = firewall();
        handle = stack.monitor("", options(), firewall);
    }

    /** As the service's properties say. */
    private static MonitorOptions options() {
        final MonitorApplicationDefinition declared = SimpleFirewall.class.getAnnotation(MonitorApplicationDefinition.class);
        return MonitorOptions.streams(declared.name(), declared.filter()).on("wire").withExisting()
            .withWhileAway(declared.whileAway());
    }

    private SimpleFirewall firewall() {
        return new SimpleFirewall(new SimpleFirewall.Settings() {
            @Override
            public String rules() {
                return rules.toString();
            }

            @Override
            public int period_ms() {
                return 10;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return SimpleFirewall.Settings.class;
            }
        });
    }

    /** A dialogue whose frames are only made; {@link #pass} and {@link #blocked} send them. */
    private TcpDialogue dialogue(String client) {
        return new TcpDialogue(this::make).from(CLIENT, client, 40_000);
    }

    private void make(Packet packet) {
        made = packet.segment().asSlice(packet.offset(), packet.captureLength()).toArray(ValueLayout.JAVA_BYTE);
    }

    private void pass(int side) throws InterruptedException {
        ends[side].put(made);
        assertThat(ends[1 - side].take(PATIENCE)).as("frame of side %d", side).isEqualTo(made);
    }

    private void blocked(int side) throws InterruptedException {
        final long before = wire.information().statistics().dropped();
        ends[side].put(made);
        while (wire.information().statistics().dropped() == before) {
            Thread.sleep(1);
        }
    }

    /** The original ended with a segmentation fault on eight processors. */
    @Test
    void shouldBlockOnEachOfEightWorkers() throws Exception {
        Files.write(rules, List.of("DROP 10.1.0.0/16 any dport:80"));
        firewall = firewall();
        final WireEnd[] wide = {new WireEnd(), new WireEnd()};
        final MosSource source = stack.inline("wide", new OpenDevice("left", wide[CLIENT]), new OpenDevice("right", wide[SERVER]),
            SourceOptions.DEFAULT.withWorkers(8));
        final Set<Integer> workers = ConcurrentHashMap.newKeySet();
        stack.monitor("", MonitorOptions.packets("where", "").on("wide"),
            on -> on.at(Hook.NONE, BuiltInEvent.PKT_IN, flow -> workers.add(on.worker())));
        handle = stack.monitor("", options().on("wide"), firewall);
        long dropped = 0;
        for (int port = 40_000; port < 40_256; port++) {
            final boolean bad = port % 2 == 0;
            new TcpDialogue(this::make).from(CLIENT, bad ? "10.1.0.1" : "10.2.0.1", port)
                .send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
            wide[CLIENT].put(made);
            if (bad) {
                dropped++;
                while (source.information().statistics().dropped() < dropped) {
                    Thread.sleep(1);
                }
            } else {
                assertThat(wide[SERVER].take(PATIENCE)).isEqualTo(made);
            }
        }
        assertThat(workers).hasSize(8);
        assertThat(source.information().statistics().dropped()).isEqualTo(dropped);
    }

    /** The flags of the frames that come out: the first has to come, of the others what is there soon. */
    private List<Integer> flags(int side) throws InterruptedException {
        return flags(side, PATIENCE);
    }

    private List<Integer> flags(int side, long patience) throws InterruptedException {
        final List<Integer> flags = new ArrayList<>();
        byte[] frame = ends[side].take(patience);
        while (frame != null) {
            flags.add((int) frame[FLAGS]);
            frame = ends[side].take(SHORTLY);
        }
        return flags;
    }

    private List<String> counts() {
        return firewall.firewall(false).lines().skip(2).map(line -> line.strip().replaceAll(" +", " ")).toList();
    }

    @Test
    void shouldBlockTheWholeConnectionSilently() throws Exception {
        start("DROP 10.1.0.0/16 any dport:80");
        final TcpDialogue bad = dialogue("10.1.0.1");
        bad.send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        blocked(CLIENT);
        bad.acknowledge(CLIENT);
        blocked(CLIENT);
        bad.say(CLIENT, "data all the same");
        blocked(CLIENT);
        bad.say(SERVER, "answer");
        blocked(SERVER);
        dialogue("10.2.0.1").send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        pass(CLIENT);
        assertThat(flags(CLIENT, SHORTLY)).isEmpty();
        assertThat(flags(SERVER, SHORTLY)).isEmpty();
        assertThat(counts()).containsExactly("0 1 4 DROP 10.1.0.0/16 any dport:80");
    }

    @Test
    void shouldResetBothEndsWhenItRejects() throws Exception {
        start("REJECT any 192.0.2.1 proto:tcp");
        final TcpDialogue bad = dialogue("10.1.0.1");
        bad.send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        blocked(CLIENT);
        assertThat(flags(CLIENT)).containsExactly(TcpFlags.RST | TcpFlags.ACK);
        bad.say(CLIENT, "data all the same");
        blocked(CLIENT);
        // A RST that the server has no connection for means nothing to it.
        assertThat(flags(SERVER, SHORTLY)).allMatch(value -> (value & TcpFlags.RST) != 0);
        dialogue("10.1.0.1").datagram(CLIENT, new byte[10]);
        pass(CLIENT);
    }

    @Test
    void shouldEndConnectionsThatANewRuleBlocks() throws Exception {
        start("# nothing yet");
        final TcpDialogue dialogue = dialogue("10.1.0.1");
        dialogue.send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        pass(CLIENT);
        dialogue.send(SERVER, TcpFlags.SYN | TcpFlags.ACK, 0, 0, new byte[0]);
        pass(SERVER);
        dialogue.acknowledge(CLIENT);
        pass(CLIENT);
        Files.writeString(rules, "REJECT any any dport:80\n");
        while (counts().isEmpty()) {
            Thread.sleep(1);
        }
        dialogue.say(CLIENT, "too late");
        blocked(CLIENT);
        assertThat(flags(CLIENT)).isNotEmpty().allMatch(value -> (value & TcpFlags.RST) != 0);
        assertThat(flags(SERVER)).isNotEmpty().allMatch(value -> (value & TcpFlags.RST) != 0);
        dialogue.say(SERVER, "left over");
        blocked(SERVER);
        assertThat(counts()).containsExactly("0 1 2 REJECT any any dport:80");
    }

    @Test
    void shouldKeepTheFormerRulesWhenTheFileIsWrong() throws Exception {
        start("DROP 10.1.0.0/16 any");
        Files.writeString(rules, "ACCEPT any any\nDENY any any\n");
        while (!firewall.firewall(false).contains("line 2: action is \"DENY\"")) {
            Thread.sleep(1);
        }
        dialogue("10.1.0.1").send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        blocked(CLIENT);
        Files.delete(rules);
        while (!firewall.firewall(false).contains(rules.toAbsolutePath() + " cannot be read: there is no such file")) {
            Thread.sleep(1);
        }
        final Map<String, Object> view = JSON.std.mapFrom(firewall.firewall(true));
        assertThat(view).containsEntry("rules", List.of(Map.of("rule", "DROP 10.1.0.0/16 any", "action", "DROP", "connections", 1,
            "dropped", 1)));
        Files.writeString(rules, "ACCEPT any any\n");
        while (!firewall.firewall(false).contains("ACCEPT")) {
            Thread.sleep(1);
        }
        dialogue("10.1.0.1").acknowledge(CLIENT);
        pass(CLIENT);
        assertThat(firewall.firewall(false)).doesNotContain("does not count");
    }

    @Test
    void shouldLetNothingThroughWhileItsNextVersionTakesOver() throws Exception {
        start("DROP any any dport:81");
        final TcpDialogue good = dialogue("10.1.0.1");
        good.send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        pass(CLIENT);
        final TcpDialogue bad = new TcpDialogue(this::make).from(CLIENT, "10.1.0.1", 40_001).from(SERVER, "10.9.0.1", 81);
        bad.send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        blocked(CLIENT);
        stack.hold(handle, "upgrade");
        blocked(CLIENT);
        bad.say(CLIENT, "of a flow that is known");
        blocked(CLIENT);
        new TcpDialogue(this::make).from(CLIENT, "10.1.0.2", 1).from(SERVER, "10.9.0.1", 81).acknowledge(CLIENT);
        blocked(CLIENT);
        new TcpDialogue(this::make).from(CLIENT, "10.1.0.3", 1).from(SERVER, "10.9.0.1", 81).datagram(CLIENT, new byte[3]);
        blocked(CLIENT);
        firewall.stop();
        firewall = firewall();
        stack.replace(handle, "", options(), firewall);
        bad.say(CLIENT, "once more");
        blocked(CLIENT);
        good.send(SERVER, TcpFlags.SYN | TcpFlags.ACK, 0, 0, new byte[0]);
        pass(SERVER);
        assertThat(flags(SERVER, SHORTLY)).isEmpty();
        assertThat(counts()).containsExactly("0 1 1 DROP any any dport:81");
    }

    @Test
    void shouldSayThatPassiveSourcesAreNotBlocked() throws Exception {
        start("REJECT any any");
        final PacketFollower passive = stack.follow("passive", List.of(), SourceOptions.DEFAULT);
        passive.monitor(MonitorOptions.streams("simple_firewall", ""), firewall);
        new TcpDialogue(passive::process).open();
        assertThat(counts()).containsExactly("0 1 0 REJECT any any", "3 packets of passive sources were not dropped");
        assertThat(passive.information().statistics().applicationFaults()).isZero();
    }
}
