package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What status says of everything together. */
class ApplianceHandlerTest {
    @Test
    void shouldNotSayOkAboveProblemsOfTheStack() {
        final String ok = "ok; 1 device, 2 flows, 3 packets processed";
        final String problems = "1 error; 1 source, 1 monitor, 5 packets followed\nmonitor throw is not called: boom";
        assertThat(ApplianceHandler.overall(ok, "")).isEqualTo(ok);
        assertThat(ApplianceHandler.overall(ok, "1 source, 1 monitor, 5 packets followed")).isEqualTo(ok);
        assertThat(ApplianceHandler.overall(ok, problems))
            .isEqualTo("ok but for mos, see below; 1 device, 2 flows, 3 packets processed");
        assertThat(ApplianceHandler.overall("2 errors; 1 device", problems)).isEqualTo("2 errors; 1 device");
    }
}
