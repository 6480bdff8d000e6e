package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;

class FirstResultsTest {
    @Test
    void shouldShowTheFirstFlowThatMeasuresAndNoneThatOnlyBringsPacketsToASource() {
        final Matcher flow = FirstResults.FLOW.matcher("""
            ID  DEVICE  STATUS   PACKETS  FUNCTIONS    OWNER               DETAIL
             1  sample  ACTIVE      6542  FOLLOW       org.mapi.mos.stack
             2  sample  WAITING        0  PKT_COUNTER  configuration       waits
             3  eth0    ACTIVE      6149  PKT_COUNTER  configuration       first-look
            """);
        assertThat(flow.find()).isTrue();
        assertThat(flow.group(1)).isEqualTo("3");
        assertThat(flow.group(2)).isEqualTo("eth0");
        assertThat(flow.group(3)).isEqualTo("6149");
        assertThat(flow.find()).isFalse();
    }
}
