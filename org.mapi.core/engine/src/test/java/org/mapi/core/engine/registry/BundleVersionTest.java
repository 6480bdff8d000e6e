package org.mapi.core.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleVersionTest {
    @ParameterizedTest
    @CsvSource({"1.0.0,1.0.1", "1.2.0,1.10.0", "1,1.0.1", "0.9.9.z,1.0.0.a", "1.0.0,1.0.0.a", "1.0.0.a,1.0.0.b", "'',0.0.1",
        "x.y.z,0.0.1"})
    void shouldOrderVersionsAsOsgiDoes(String lower, String higher) {
        assertThat(BundleVersion.of(lower)).isLessThan(BundleVersion.of(higher));
        assertThat(BundleVersion.of(higher)).isGreaterThan(BundleVersion.of(lower));
    }

    @ParameterizedTest
    @CsvSource({"1,1.0.0", "1.2,1.2.0", "' 1.2.3.q ',1.2.3.q"})
    void shouldFillUpWhatIsLeftOut(String text, String full) {
        assertThat(BundleVersion.of(text)).isEqualByComparingTo(BundleVersion.of(full));
    }
}
