package org.mapi.memif.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.memif.MemifOptions;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/** What users see of links: events, lists, configurations. */
@Timeout(600)
class LinkEventsTest {
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final MemifInterfaces interfaces = new MemifInterfaces();
    private final MemifDriver driver = new MemifDriver(interfaces);
    private final String address = MemifPeer.address();

    private LinkEvents listener() {
        return new LinkEvents(new EventAdmin() {
            @Override
            public void postEvent(Event event) {
                events.add(event);
            }

            @Override
            public void sendEvent(Event event) {
                throw new UnsupportedOperationException("would wait for its handlers");
            }
        });
    }

    private CaptureDevice open(String where, Map<String, String> options) {
        return driver.open(new DeviceRequest("uplink", where, DeviceKind.LIVE, options));
    }

    @Test
    void shouldTellLinkChangesOnce() {
        interfaces.bindListener(listener());
        try (CaptureDevice device = open(address + "/7", Map.of("role", "master"))) {
            assertThat(device.queues()).isEqualTo(1);
            try (MemifPeer peer = new MemifPeer(address, MemifOptions.slave(7).interfaceName("eth7")).connected()) {
                MemifPeer.await("up", () -> events.size() == 1);
                assertThat(peer.memif.isConnected()).isTrue();
            }
            MemifPeer.await("down", () -> events.size() == 2);
        }
        final Event up = events.get(0);
        assertThat(up.getTopic()).isEqualTo("org/mapi/memif/LINK/UP");
        assertThat(up.getProperty("interface")).isEqualTo(address + "/7");
        assertThat((String[]) up.getProperty("devices")).containsExactly("uplink");
        assertThat(up.getProperty("peer.interface")).isEqualTo("eth7");
        assertThat(up.getProperty("peer.application")).isEqualTo("libmemif-app");
        final Event down = events.get(1);
        assertThat(down.getTopic()).isEqualTo("org/mapi/memif/LINK/DOWN");
        assertThat(down.getProperty("reason")).isEqualTo("interface deleted");
    }

    @Test
    void shouldShowInterfacesAsTextAndJson() {
        final ShowCommand command = new ShowCommand(interfaces);
        assertThat(command.show()).startsWith("no memif interfaces");
        assertThat(command.show("--json")).isEqualTo("[]");
        try (CaptureDevice device = open(address + "/7", Map.of("role", "master", "secret", "psst"));
             MemifPeer peer = new MemifPeer(address, MemifOptions.slave(7).secret("psst")
                 .interfaceName("a\"b\u001b[2J")).connected()) {
            MemifPeer.await("up", () -> interfaces.list().getFirst().memif().isConnected());
            peer.send(0, 1, 64);
            assertThat(device.properties().interfaces().getFirst().description()).isEqualTo("up, master, peer \"libmemif-app\" "
                + "interface \"a.b.[2J\", rx 1 x 1024, tx 1 x 1024, connects 1, chained 0, peer faults 0, sent 0, "
                + "not sent 0, send faults 0");
            assertThat(command.show("--rings")).contains(address + "/7 (uplink): up, master", "rx 0: ring 1024 head 1 tail 0",
                "cookie 0x3e31f20").doesNotContain("psst");
            assertThat(command.show("--json")).startsWith("[{\"address\":\"" + address + "/7\",\"users\":[\"uplink\"]")
                .contains("\"peerInterface\":\"a.b.[2J\"", "\"up\":true", "\"receive\":[{\"queue\":0,\"ringSize\":1024",
                    "\"drops\":{\"empty\":0").doesNotContain("psst");
        }
    }

    @Test
    void shouldTellHowShowIsWrittenWhenItsArgumentsAreWrong() {
        final ShowCommand command = new ShowCommand(interfaces);
        final String usage = ", usage: memif:show [--json] [--rings]";
        assertThatThrownBy(() -> command.show("a", "b")).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("\"a\" is too much" + usage);
        assertThatThrownBy(() -> command.show("--json", "--ring")).hasMessage("unknown option --ring" + usage);
        assertThatThrownBy(() -> command.show("\u001b[2J\u009b")).hasMessage("\"?[2J?\" is too much" + usage);
        assertThat(command.show("--rings", "--json")).isEqualTo("[]");
    }

    @Test
    void shouldLetConfigurationAdminWinAndKnowShortNames() {
        final DeclaredInterface declared = new DeclaredInterface(Map.of("alias", "peer1", "socket", address, "id", 7L, "role",
            "master", "queues", 3, "service.pid", "x"));
        interfaces.bind(declared);
        interfaces.bind(new DeclaredInterface(Map.of("socket", "", "id", "no number", "service.pid", "y")));
        assertThat(driver.candidates()).extracting("address").containsExactly(address + "/7");
        assertThat(new ShowCommand(interfaces).show()).isEqualTo(address + "/7 (peer1): configured, not open");
        try (CaptureDevice device = open("peer1", Map.of("role", "slave", "ring_size", "64"))) {
            assertThat(device.queues()).isEqualTo(3);
            assertThat(interfaces.list().getFirst().settings).hasToString("master queues=3 ring_size=64 buffer_size=2048 "
                + "mode=ethernet");
        }
        try (CaptureDevice device = open(address + "/7?queues=2", Map.of())) {
            assertThat(device.queues()).as("what is said with the name wins").isEqualTo(2);
        }
        interfaces.unbind(declared);
        assertThatThrownBy(() -> open("peer1", Map.of())).isInstanceOf(MapiException.class).hasMessageContaining("peer1");
    }
}
