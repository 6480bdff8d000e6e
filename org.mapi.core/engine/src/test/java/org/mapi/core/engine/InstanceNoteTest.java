package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.DeviceInformation;
import org.mapi.Flow;
import org.mapi.FunctionStatus;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureDriverDefinition;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceRequest;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.core.engine.registry.PlainProviders;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.TestEngine;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;

/** What functions say of themselves while they work, and drivers of devices that nobody has opened. */
@Timeout(600)
class InstanceNoteTest {
    @TempDir
    private Path directory;
    private TestEngine engine;

    @BeforeEach
    void start() {
        engine = new TestEngine(directory);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static final class Noting implements FunctionInstance {
        private InstanceContext context;

        @Override
        public void init(InstanceContext given) {
            context = given;
        }

        @Override
        public boolean process(Packet packet) {
            context.note(packet.number() > 1 ? "" : "3 packets dropped");
            return true;
        }
    }

    @Test
    void shouldShowWhatAFunctionSaysOfItself() {
        final FunctionProvider noting = Functions.provider(Functions.definition("NOTING"),
            (arguments, application) -> new Noting());
        engine.add(noting);
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        final Flow flow = engine.flow("/live", device);
        final Applied<Long> applied = flow.apply("NOTING", Long.class);
        flow.connect();
        assertThat(applied.information().detail()).isEmpty();
        device.allow(1);
        assertThat(TestEngine.eventually(() -> applied.information().detail().equals("3 packets dropped"))).isTrue();
        assertThat(applied.information().status()).isEqualTo(FunctionStatus.INITIALIZED);
        assertThat(flow.information().detail()).endsWith(": 3 packets dropped");
        device.allow(2);
        assertThat(TestEngine.eventually(() -> applied.information().detail().isEmpty())).as("nothing any more").isTrue();
    }

    /** A driver whose device "used" something else has at work; asked for "bad" it throws. */
    @CaptureDriverDefinition(driver = "shared")
    private static final class SharedDriver implements CaptureDriver {
        @Override
        public CaptureDevice open(DeviceRequest request) {
            throw new IllegalStateException("must not be opened");
        }

        @Override
        public Optional<DeviceProperties> inUse(DeviceRequest request) {
            if (request.address().equals("bad")) {
                throw new IllegalStateException("on purpose");
            }
            return request.address().equals("used") ? Optional.of(new DeviceProperties(DeviceKind.LIVE, "1.7", 2_000, 0,
                List.of(new CaptureInterface("it", LinkType.ETHERNET, 2_000, "up")))) : Optional.empty();
        }
    }

    private static DeviceConfiguration device(String name) {
        return new DeviceConfiguration(name, "shared", name, "", "", 0, false, false, Map.of());
    }

    @Test
    void shouldListADeviceAsOpenThatItsDriverHasAtWork() {
        engine.engine().drivers(new DriverCatalogue(9, List.of(PlainProviders.of(new SharedDriver()))));
        engine.engine().devices(List.of(device("used"), device("idle"), device("bad")));
        assertThat(engine.client().devices()).extracting(DeviceInformation::name, DeviceInformation::status)
            .containsExactlyInAnyOrder(org.assertj.core.api.Assertions.tuple("used", "open"),
                org.assertj.core.api.Assertions.tuple("idle", "closed"), org.assertj.core.api.Assertions.tuple("bad", "closed"));
        final DeviceInformation used = engine.client().devices().stream().filter(one -> one.name().equals("used")).findFirst()
            .orElseThrow();
        assertThat(used.deviceType()).isEqualTo("1.7");
        assertThat(used.interfaces()).singleElement().extracting(CaptureInterface::description).isEqualTo("up");
        assertThat(used.queues()).isZero();
    }
}
