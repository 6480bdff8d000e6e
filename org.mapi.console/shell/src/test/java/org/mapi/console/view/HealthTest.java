package org.mapi.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mapi.FlowStatus;
import org.mapi.FunctionStatus;
import org.mapi.capture.DeviceStatistics;
import org.mapi.console.fake.FakeMapi;
import org.mapi.console.view.Health.Severity;

class HealthTest {
    private final FakeMapi mapi = new FakeMapi();

    @Test
    void shouldBeFineWhenNothingIsWrong() {
        mapi.device("sample");
        mapi.apply(mapi.flow("sample", FlowStatus.ACTIVE, ""), "PKT_COUNTER", FunctionStatus.INITIALIZED, "", 0, 1L);

        assertThat(Health.of(mapi).state()).isEqualTo("ok");
        assertThat(Health.of(mapi).text()).isEqualTo("ok; 1 device, 1 flow, 1000 packets processed");
    }

    @Test
    void shouldNotMindADeviceThatWaitsForItsReader() {
        mapi.device("sample", "waiting for reader", "", null, 0);

        assertThat(Health.of(mapi).problems()).isEmpty();
    }

    @Test
    void shouldNameTheFunctionThatHangs() {
        mapi.device("sample", "hanging", "function faultlib:HANG of flow 1 does not return", DeviceStatistics.NONE, 0);

        assertThat(Health.of(mapi).problems()).containsExactly(new Health.Problem(Severity.ERROR, "device sample",
            "hanging: function faultlib:HANG of flow 1 does not return"));
    }

    @Test
    void shouldTellWhatARunningDeviceHasToSay() {
        mapi.device("sample", "running", "function x:SLOW takes 90 % of the time", DeviceStatistics.NONE, 0);

        assertThat(Health.of(mapi).state()).isEqualTo("warning");
        assertThat(Health.of(mapi).text()).contains("warning  device sample: running: function x:SLOW takes 90 % of the time");
    }

    @Test
    void shouldTellEveryKindOfLoss() {
        mapi.device("eth0", "running", "", new DeviceStatistics(100, 1, 2, 3, 5, -1, -1), 4);

        assertThat(Health.of(mapi).problems()).containsExactly(new Health.Problem(Severity.WARNING, "device eth0",
            "of 100 packets 1 dropped by kernel, 2 dropped by interface, 7 dropped by us, 5 bad"));
    }

    @Test
    void shouldTellWhatIsSuspendedOrQuarantinedAndWhatItMissed() {
        mapi.device("sample");
        final int gone = mapi.flow("sample", FlowStatus.SUSPENDED, "function tutlib:GAP is not there");
        mapi.apply(gone, "GAP", FunctionStatus.SUSPENDED, "its library is gone", 7, null);
        final int thrown = mapi.flow("sample", FlowStatus.ACTIVE, "");
        mapi.apply(thrown, "PKT_COUNTER", FunctionStatus.INITIALIZED, "", 3, 1L);
        mapi.apply(thrown, "STATS", FunctionStatus.QUARANTINED, "it threw java.lang.Error", 0, null);

        assertThat(Health.of(mapi).problems()).extracting(Health.Problem::toString).containsExactly(
            "flow 1 on sample: suspended: function tutlib:GAP is not there",
            "flow 1 on sample, function 1 stdflib:GAP: suspended, 7 packets missed",
            "flow 2 on sample, function 2 stdflib:STATS: quarantined: it threw java.lang.Error",
            "flow 2 on sample, function 1 stdflib:PKT_COUNTER: 3 packets missed");
        assertThat(Health.of(mapi).headline()).startsWith("3 errors, 1 warning; 1 device, 2 flows");
    }

    @Test
    void shouldTellWhichFunctionIsSlow() {
        mapi.device("sample");
        mapi.apply(mapi.flow("sample", FlowStatus.ACTIVE, ""), "REGEXP", FunctionStatus.INITIALIZED, "slow: one call", 2, null);

        assertThat(Health.of(mapi).problems()).extracting(Health.Problem::toString)
            .containsExactly("flow 1 on sample, function 1 stdflib:REGEXP: slow: one call, 2 packets missed");
    }

    @Test
    void shouldTellWhatDeclaredFlowsWaitFor() {
        mapi.device("sample");
        mapi.flow("sample", FlowStatus.ACTIVE, "");
        mapi.declare("made", "sample", 1, "", "PKT_COUNTER");
        mapi.declare("tutorial", "sample", 0, "no library tutlib", "tutlib:PKT_COUNTER");

        assertThat(Health.of(mapi).text().lines().skip(1))
            .containsExactly("error  declared flow tutorial on sample: waiting: no library tutlib");
    }

    @Test
    void shouldTellWhatIsWrongInFilesOfConfiguration() {
        mapi.configurationError("/etc/mapi.conf:7: error: line is \"x\"");

        assertThat(Health.of(mapi).state()).isEqualTo("error");
        assertThat(Health.of(mapi).text().lines().skip(1)).containsExactly(
            "error  configuration: /etc/mapi.conf:7: error: line is \"x\"");
    }

    @Test
    void shouldNameFunctionsThatCannotBeUsed() {
        mapi.library("mylib");
        mapi.function("COUNT", "Counts", "java.lang.Long", "two functions of that name");

        assertThat(Health.of(mapi).text()).contains(
            "warning  function mylib:COUNT of bundle bundle.mylib: rejected: two functions of that name");
    }

    @Test
    void shouldPassOverAFlowThatIsClosedMeanwhile() {
        mapi.closeUnseen(mapi.flow("sample", FlowStatus.ACTIVE, ""));

        assertThat(Health.of(mapi).problems()).isEmpty();
    }
}
