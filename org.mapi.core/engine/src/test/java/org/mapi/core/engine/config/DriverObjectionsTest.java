package org.mapi.core.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.DeviceRequest;

class DriverObjectionsTest {
    /** Knows two options and wants one of them; opens nothing. */
    private static final class Checking implements CaptureDriver {
        @Override
        public CaptureDevice open(DeviceRequest request) {
            throw new AssertionError("a check opens nothing");
        }

        @Override
        public void check(DeviceRequest request) {
            request.requireKnown(Set.of("size", "fast", "key"));
            request.integer("size", 1, 1, 9);
            request.flag("fast", true);
            if (request.text("key", "").isEmpty()) {
                throw request.wrong("key", "missing", "a key");
            }
            if (request.address().contains("bad")) {
                throw request.wrongAddress("a good one");
            }
            if (request.address().contains("bug")) {
                throw new IllegalStateException("bug");
            }
        }
    }

    private static List<String> of(String text) {
        return new DriverObjections(Map.of("checking", new Checking(), "trusting", request -> null), name -> null)
            .of("mapi.conf", text).stream().map(ConfigurationProblem::toString).toList();
    }

    @Test
    void shouldFindNothingWrongWhereDriversDoNot() {
        assertThat(of("[driver]\ndevice=a\ndriver=checking\nsize=9\nfast=no\nkey=k\nalias=b\n[flow]\nname=x\n[driver]\ndevice=c\n"
            + "driver=trusting\nwhatever=1\n")).isEmpty();
    }

    @Test
    void shouldTellEachWrongOptionWithItsLine() {
        assertThat(of("[driver]\ndevice=a\ndriver=checking\nsize=10\nkey=k\nfats=yes\nfast=perhaps\n")).containsExactly(
            "mapi.conf:4: error: device a: option size=10, expected a whole number from 1 to 9",
            "mapi.conf:6: error: device a: unknown option fats=yes, expected one of [fast, key, size]",
            "mapi.conf:7: error: device a: option fast=perhaps, expected true or false");
    }

    @Test
    void shouldTellWhatIsNoOptionsFaultOnce() {
        assertThat(of("[driver]\ndevice=a\ndriver=checking\n[driver]\ndevice=b\ndriver=checking\nkey=k\naddress=bad\n"))
            .containsExactly("mapi.conf:1: error: device a: option key=missing, expected a key",
                "mapi.conf:8: error: device b: address is \"bad\", expected a good one");
    }

    @Test
    void shouldNameTheDriverThatIsMeant() {
        assertThat(of("[driver]\ndevice=a\ndriver=cheking\n")).containsExactly(
            "mapi.conf:3: warning: driver cheking is not there, drivers are [checking, trusting]; is checking meant?");
    }

    @Test
    void shouldSurviveADriverThatFails() {
        assertThat(of("[driver]\ndevice=a\ndriver=checking\naddress=bug\nkey=k\n")).singleElement().asString()
            .startsWith("mapi.conf:4: error: device a: driver checking failed to check it: java.lang.IllegalStateException: bug");
    }

    @Test
    void shouldAskAboutTheOptionsOfAWire() {
        assertThat(of("[mos]\nname=wire\ndevice=a\ndevice=checking:b\noption=fats=1\noption=size=10\noption=fast=no\n"
            + "option = key = k\n[driver]\ndevice=lan\nalias=a\ndriver=checking\nkey=k\nspeed=1\n")).containsExactlyInAnyOrder(
            "mapi.conf:14: error: device lan: unknown option speed=1, expected one of [fast, key, size]",
            "mapi.conf:5: error: device lan: unknown option fats=1, expected one of [fast, key, size]",
            "mapi.conf:6: error: device lan: option size=10, expected a whole number from 1 to 9",
            "mapi.conf:5: error: device checking:b: unknown option fats=1, expected one of [fast, key, size]",
            "mapi.conf:6: error: device checking:b: option size=10, expected a whole number from 1 to 9");
        assertThat(of("[mos]\nname=wire\ndevice=trusting:a\ndevice=checking:b\noption=key=k\noption=size=1\noption=size=2\n"))
            .isEmpty();
    }

    @Test
    void shouldAskAboutTheDevicesOfASource() {
        assertThat(of("[mos]\nname=watch\ndevice=checking:bad\noption=key=k\n")).singleElement().asString()
            .startsWith("mapi.conf:3: error: device checking:bad: option key=missing");
        assertThat(of("[mos]\nname=wire\ndevice=checking:bad\ndevice=chekking:b\noption=key=k\n")).containsExactly(
            "mapi.conf:3: error: device checking:bad: address is \"bad\", expected a good one",
            "mapi.conf:4: warning: driver chekking is not there, drivers are [checking, trusting]; is checking meant?");
        assertThat(of("[driver]\ndevice=a\ndriver=checking\naddress=bad\nkey=k\n[mos]\nname=watch\ndevice=a\n")).hasSize(1);
    }

    @Test
    void shouldLeaveToOthersWhatIsWrongWithoutADriver() {
        assertThat(of("[driver]\ndevice=a\n[drivr]\nsize=10\n[driver\nx")).isEmpty();
        assertThat(new DriverObjections(Map.of(), name -> null).of(Path.of("/nothing/there"))).isEmpty();
    }
}
