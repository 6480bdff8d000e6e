package org.mapi.mos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Values out of range are refused with what, which value and what was expected. */
class OptionsTest {
    @Test
    void shouldNameTheOptionItsValueAndWhatWasExpected() {
        assertThatThrownBy(() -> SourceOptions.DEFAULT.withWorkers(0)).isInstanceOf(MosException.class)
            .hasMessage("option workers is 0, expected 1 to 64");
        assertThatThrownBy(() -> SourceOptions.DEFAULT.withTimeouts(Duration.ZERO, Duration.ZERO))
            .hasMessageContaining("idleTimeout is PT0S");
        assertThatThrownBy(() -> SourceOptions.DEFAULT.withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(-1)))
            .hasMessageContaining("timeWait is PT-1S");
        assertThatThrownBy(() -> SourceOptions.DEFAULT.withLimits(0, 1 << 20)).hasMessageContaining("maximumFlows is 0");
        assertThatThrownBy(() -> SourceOptions.DEFAULT.withLimits(SourceOptions.MOST_FLOWS + 1, 1 << 20))
            .hasMessage("option maximumFlows is 268435457, expected 1 to 268435456");
        assertThatThrownBy(() -> SourceOptions.DEFAULT.withLimits(1, 1)).hasMessageContaining("memoryBudget is 1");
        assertThatThrownBy(() -> MonitorOptions.streams("a", "").reading(Buffering.BOTH, 1023))
            .hasMessage("option bufferSize is 1023, expected 1024 or more");
        assertThatThrownBy(() -> MonitorOptions.streams(" ", "")).hasMessageContaining("name is empty");
    }

    @Test
    void shouldChangeOneOptionAndKeepTheOthers() {
        final SourceOptions options = SourceOptions.DEFAULT.withWorkers(2).withChecksums(ChecksumPolicy.IGNORE)
            .withMidStream(true).withTolerance(false).withDefragmentation(false).withPseudoFlows(false)
            .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(1)).withLimits(10, 1 << 20)
            .withSplitQueues(true);
        assertThat(options).isEqualTo(new SourceOptions(2, ChecksumPolicy.IGNORE, true, false, false, false,
            Duration.ofSeconds(5), Duration.ofSeconds(1), 10, 1 << 20, true));
    }

    @Test
    void shouldShowErrnoNameNumberAndSentenceInOneLine() {
        assertThat(new MosException(Errno.EINVAL, "no such event").line()).isEqualTo("EINVAL (22): no such event");
    }

    @Test
    void shouldTellOfWhichSidesBytesAreWanted() {
        assertThat(Buffering.BOTH.includes(Side.CLIENT)).isTrue();
        assertThat(Buffering.SERVER.includes(Side.CLIENT)).isFalse();
        assertThat(Buffering.CLIENT.includes(Side.CLIENT)).isTrue();
        assertThat(Buffering.NONE.includes(Side.SERVER)).isFalse();
        assertThat(Side.CLIENT.opposite()).isEqualTo(Side.SERVER);
        assertThat(Side.BOTH.opposite()).isEqualTo(Side.BOTH);
    }
}
