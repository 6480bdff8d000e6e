package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FlowStatus;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.OfflineStatus;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.TestEngine;
import org.mapi.result.Statistics;

class FlowErrorsTest {
    @TempDir
    private Path directory;
    private TestEngine engine;
    private OfflineDevice trace;

    @BeforeEach
    void start() {
        engine = new TestEngine(directory);
        trace = engine.offline(100);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static MapiException error(MapiError expected, ThrowingCallable call) {
        final MapiException thrown = catchThrowableOfType(MapiException.class, call);
        assertThat(thrown).as("expected " + expected).isNotNull();
        assertThat(thrown.error()).as(thrown.getMessage()).isEqualTo(expected);
        return thrown;
    }

    private Flow flow() {
        return engine.client().createFlow(trace.name());
    }

    @Test
    void shouldRefuseUnknownAndWrongDevices() {
        error(MapiError.MAPI_DEVICE_INFO_ERR, () -> engine.client().createFlow(null));
        error(MapiError.MAPI_DEVICE_INFO_ERR, () -> engine.client().createFlow(" "));
        assertThat(error(MapiError.MAPID_NO_DRIVER, () -> engine.client().createFlow("eth77")).number()).isEqualTo(3200);
        error(MapiError.MAPI_NO_REMOTE, () -> engine.client().createFlow("//far.example/eth0"));
        error(MapiError.MAPID_NO_DRIVER, () -> engine.client().createFlow("far.example:eth0"));
        assertThatThrownBy(() -> engine.client().createFlow("trase:/x")).hasMessage("device \"trase:/x\": no driver \"trase\" "
            + "and no configured device of that name, drivers are [trace]; is trace meant?");
        error(MapiError.MAPI_ERROR_FILE, () -> engine.client().createFlow("trace:/not/there"));
        error(MapiError.MAPI_ERROR_FILE, () -> engine.client().createOfflineDevice(Path.of("/not/there"), null));
        assertThat(engine.client().devices()).hasSize(1);
    }

    @Test
    void shouldRefuseToConnectTwiceWith3081() {
        final Flow flow = flow();
        flow.connect();
        assertThat(error(MapiError.MDLIB_FLOW_ALREADY_ACTIVE, flow::connect).number()).isEqualTo(3081);
    }

    @Test
    void shouldRefuseToApplyAfterConnectWith7006() {
        final Flow flow = flow();
        flow.connect();
        assertThat(error(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT, () -> flow.apply("COUNT")).number()).isEqualTo(7006);
    }

    @Test
    void shouldRefuseToReadBeforeConnectWith6143() {
        final Applied<Long> count = flow().apply("COUNT", Long.class);
        assertThat(error(MapiError.MAPI_FLOW_NOT_CONNECTED, count::read).number()).isEqualTo(6143);
        error(MapiError.MAPI_FLOW_NOT_CONNECTED, count::reset);
    }

    @Test
    void shouldNotKnowClosedOrInventedFlowsWith6145() {
        final Flow flow = flow();
        flow.close();
        flow.close();
        assertThat(flow.status()).isEqualTo(FlowStatus.CLOSED);
        assertThat(error(MapiError.MAPI_INVALID_FLOW, () -> flow.apply("COUNT")).number()).isEqualTo(6145);
        error(MapiError.MAPI_INVALID_FLOW, flow::connect);
        error(MapiError.MAPI_INVALID_FLOW, () -> engine.client().flow(13_244));
        error(MapiError.MAPI_INVALID_FLOW, () -> engine.client().functions(-1));
    }

    @Test
    void shouldRefuseUnknownFunctionsAndWrongArgumentsAndLeaveTheFlowAsItWas() {
        final Flow flow = flow();
        error(MapiError.MAPI_FUNCTION_NOT_FOUND, () -> flow.apply("NOTHING"));
        error(MapiError.MFUNCT_INVALID_ARGUMENT_DESCRIPTOR, () -> flow.apply("EVERY"));
        assertThat(error(MapiError.MFUNCT_INVALID_ARGUMENT_1, () -> flow.apply("EVERY", "many")).number()).isEqualTo(7001);
        error(MapiError.MFUNCT_INVALID_ARGUMENT_2, () -> flow.apply("SUM", flow, 77));
        error(MapiError.MAPI_RESULT_TYPE, () -> flow.apply("COUNT", Statistics.class));
        error(MapiError.MAPI_RESULT_TYPE, () -> flow.apply("EVERY", Long.class, 2));
        assertThat(flow.functions()).isEmpty();
    }

    @Test
    void shouldRefuseSourcesWithoutAResult() {
        final Flow flow = flow();
        final Applied<Object> filter = flow.apply("EVERY", 2);
        error(MapiError.MFUNCT_INVALID_ARGUMENT_2, () -> flow.apply("SUM", filter));
        flow.connect();
        error(MapiError.MAPI_NO_RESULT, filter::read);
    }

    @Test
    void shouldReportTheErrorOfInitAtConnectAndConnectLater() {
        final boolean[] broken = {true};
        engine.add(Functions.provider(Functions.definition("PICKY"), (a, b) -> new Functions.CountingWith(() -> {
            if (broken[0]) {
                throw new MapiException(MapiError.MDLIB_STRSEARCH_UNTERMINATED_PIPE_ERR, "pattern");
            }
        })));
        final Flow flow = flow();
        flow.apply("PICKY");
        error(MapiError.MDLIB_STRSEARCH_UNTERMINATED_PIPE_ERR, flow::connect);
        assertThat(flow.status()).isEqualTo(FlowStatus.INIT);
        broken[0] = false;
        flow.connect();
        assertThat(flow.status()).isEqualTo(FlowStatus.ACTIVE);
    }

    @Test
    void shouldLeadAnOfflineDeviceThroughItsLife() throws InterruptedException {
        assertThat(trace.status()).isEqualTo(OfflineStatus.SETUP);
        assertThat(engine.client().devices().get(0).id()).isNegative();
        final Flow late = flow();
        trace.start();
        error(MapiError.MAPI_OFFLINE_DEVICE_STARTED, trace::start);
        assertThat(trace.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(trace.status()).isEqualTo(OfflineStatus.FINISHED);
        error(MapiError.MAPI_OFFLINE_DEVICE_STARTED, late::connect);
        trace.close();
        trace.close();
        assertThat(trace.status()).isEqualTo(OfflineStatus.DELETED);
        assertThat(late.status()).isEqualTo(FlowStatus.CLOSED);
        error(MapiError.MAPID_NO_DEVICE, trace::start);
        error(MapiError.MAPID_NO_DRIVER, () -> engine.client().createFlow(trace.name()));
        assertThat(engine.client().devices()).isEmpty();
    }

    @Test
    void shouldRefusePacketModifyingFunctionsWhenTheyAreSwitchedOff() {
        try (TestEngine strict = new TestEngine(EngineOptions.at(directory.resolve("strict")).withModify(false))) {
            strict.add(Functions.provider(Functions.definition("CHANGE").withEffects(true, false),
                (arguments, application) -> new Functions.Counting()));
            final OfflineDevice device = strict.offline(1);
            final Flow flow = strict.client().createFlow(device.name());
            error(MapiError.MDLIB_NO_MODIFYING, () -> flow.apply("CHANGE"));
        }
    }

    @Test
    void shouldRefuseEverythingWhenTheEngineIsClosed() {
        engine.engine().close();
        error(MapiError.MAPI_SHUTTING_DOWN, () -> engine.client().createFlow("trace:/x"));
    }

    @Test
    void shouldRefuseADeviceNameThatIsGivenTwice() {
        final DeviceConfiguration one = DeviceConfiguration.of("a", "trace", "/1", java.util.Map.of());
        final DeviceConfiguration two = new DeviceConfiguration("b", "trace", "/2", "a", "", 0, false, false, java.util.Map.of());
        assertThatThrownBy(() -> engine.engine().devices(List.of(one, two))).isInstanceOf(MapiException.class)
            .hasMessageContaining("given twice");
        engine.engine().devices(List.of(one));
        assertThat(engine.client().devices()).filteredOn("name", "a").extracting("status").containsExactly("closed");
        error(MapiError.MAPI_STATS_ERROR, () -> engine.client().statistics("a"));
    }
}
