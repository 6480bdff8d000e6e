package org.mapi.mos.stack.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mapi.ConfiguredDevice;
import org.mapi.DeviceInformation;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceRequest;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.DeviceType;
import org.mapi.capture.PacketBatch;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.mos.stack.OpenDevice;
import org.mapi.packet.LinkType;

class InlineDevicesTest {
    private static final ConfiguredDevice LEFT = new ConfiguredDevice("left", "links", "memif", "/run/left.sock/0",
        Map.of("role", "master", "queues", "2"));

    private final Map<String, ConfiguredDevice> configured = new HashMap<>(Map.of("left", LEFT, "links", LEFT));
    private final List<DeviceInformation> known = new ArrayList<>();
    private final List<DeviceRequest> requests = new ArrayList<>();
    private final List<String> lent = new ArrayList<>();
    private final InlineDevices devices = new InlineDevices(name -> Optional.ofNullable(configured.get(name)), () -> known,
        this::lend);
    private boolean refusing;

    private LentDriver lend(String driver, String device) {
        lent.add(driver);
        return new LentDriver(this::open, driver, () -> lent.remove(driver));
    }

    private CaptureDevice open(DeviceRequest request) {
        requests.add(request);
        if (refusing) {
            throw new MapiException(MapiError.PCAP_OPEN_ERR, "no such interface");
        }
        return new Silent();
    }

    private OpenDevice open(String name, String... options) {
        final Map<String, String> own = new HashMap<>();
        for (String option : options) {
            own.put(option.split("=")[0], option.split("=")[1]);
        }
        return devices.open("wire", new InlineDevice(name, own));
    }

    private static MosException refused(Runnable action) {
        final List<MosException> thrown = new ArrayList<>();
        assertThatThrownBy(action::run).isInstanceOfSatisfying(MosException.class, thrown::add);
        return thrown.getFirst();
    }

    private void flows(String device, int count) {
        known.add(new DeviceInformation(1, device, "", "", "", DeviceKind.LIVE, "1", 0, false, false, 65_535, List.of(), 1,
            "running", "", count, 0, 0, DeviceStatistics.NONE));
    }

    @Test
    void shouldOpenAnInterfaceWithTheUsualDriverWhichSeesOnlyWhatComesInAndAtOnce() {
        assertThat(open("veth0").name()).isEqualTo("veth0");
        assertThat(requests).containsExactly(new DeviceRequest("veth0", "veth0", DeviceKind.LIVE,
            Map.of("direction", "in", "immediate", "true")));
    }

    @Test
    void shouldOpenWhatIsNamedByDriverAndAddressWithItsOptionsOnly() {
        open("memif:@there/0?role=master", "ring_size=64");
        assertThat(requests).containsExactly(new DeviceRequest("memif:@there/0?role=master", "@there/0?role=master",
            DeviceKind.LIVE, Map.of("ring_size", "64")));
    }

    @Test
    void shouldOpenAConfiguredDeviceByNameOrAliasWithItsOptionsAndThoseOfTheSourceOverThem() {
        open("links", "queues=1").device().close();
        configured.put("veth0", new ConfiguredDevice("veth0", "", "pcap", "eth7", Map.of("immediate", "false")));
        open("veth0");
        assertThat(requests).containsExactly(
            new DeviceRequest("links", "/run/left.sock/0", DeviceKind.LIVE, Map.of("role", "master", "queues", "1")),
            new DeviceRequest("veth0", "eth7", DeviceKind.LIVE, Map.of("direction", "in", "immediate", "false")));
    }

    @Test
    void shouldRefuseAWireFromADeviceToItselfHoweverItIsNamed() {
        assertThat(refused(() -> devices.requireDifferent("wire", new InlineDevice("left", Map.of()),
            new InlineDevice("memif:/run/left.sock/0", Map.of())))).hasMessageContaining("both devices of source wire are left, "
            + "which is also memif:/run/left.sock/0").returns(Errno.EINVAL, MosException::error);
        assertThat(refused(() -> devices.requireDifferent("wire", new InlineDevice("pcap:veth0", Map.of()),
            new InlineDevice("veth0", Map.of()))).error()).isEqualTo(Errno.EINVAL);
        devices.requireDifferent("wire", new InlineDevice("left", Map.of()), new InlineDevice("veth0", Map.of()));
    }

    @Test
    void shouldRefuseADeviceThatASourceUsesUntilItIsClosed() {
        final OpenDevice first = open("left");
        assertThat(refused(() -> open("memif:/run/left.sock/0"))).hasMessageContaining("in use by source wire")
            .returns(Errno.EAGAIN, MosException::error);
        assertThat(devices.users("memif")).containsExactly("wire");
        devices.close(first);
        devices.close(first);
        assertThat(devices.users("memif")).isEmpty();
        assertThat(lent).isEmpty();
        devices.close(open("memif:/run/left.sock/0"));
        devices.close(null);
    }

    @Test
    void shouldRefuseADeviceThatFlowsOfTheEngineWatchUnderAnyName() {
        flows("links", 2);
        flows("veth0", 0);
        assertThat(refused(() -> open("left"))).hasMessageContaining("in use by 2 flows of the engine")
            .returns(Errno.EAGAIN, MosException::error);
        flows("pcap:veth1", 1);
        assertThat(refused(() -> open("veth1")).error()).isEqualTo(Errno.EAGAIN);
        open("veth0");
    }

    @Test
    void shouldGiveTheDriverBackWhenItRefuses() {
        refusing = true;
        assertThatThrownBy(() -> open("veth0")).isInstanceOf(MapiException.class);
        assertThat(lent).isEmpty();
        assertThat(devices.users("pcap")).isEmpty();
    }

    @Test
    void shouldSayThatADeviceMeansSomethingElseWhenItIsConfiguredDifferently() {
        final ConfiguredDevice before = devices.meaning("left");
        assertThat(devices.meaning("left")).isEqualTo(before);
        configured.put("left", new ConfiguredDevice("left", "", "memif", "/run/other.sock/0", Map.of()));
        assertThat(devices.meaning("left")).isNotEqualTo(before);
        configured.remove("left");
        assertThat(devices.meaning("left")).isEqualTo(new ConfiguredDevice("left", "", "pcap", "left", Map.of()));
    }

    /** Nothing comes in. */
    private static final class Silent implements CaptureDevice {
        @Override
        public DeviceProperties properties() {
            return new DeviceProperties(DeviceKind.LIVE, DeviceType.NIC, 65_535, 0,
                List.of(new CaptureInterface("silent", LinkType.ETHERNET, 65_535, "")));
        }

        @Override
        public int poll(int queue, PacketBatch batch, int limit) {
            return 0;
        }

        @Override
        public DeviceStatistics statistics() {
            return DeviceStatistics.NONE;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
