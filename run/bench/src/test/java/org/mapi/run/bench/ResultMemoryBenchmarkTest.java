package org.mapi.run.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is written is what is read. */
class ResultMemoryBenchmarkTest {
    @Test
    void shouldReadWhatItWrote() throws Exception {
        final ResultMemoryBenchmark bench = new ResultMemoryBenchmark();
        bench.setUp();
        try {
            for (int i = 0; i < 5_000; i++) {
                bench.publish();
                bench.queue();
            }
            bench.snapshot();
            assertThat(bench.copied()).isEqualTo(5_000);
            assertThat(bench.taken()).isEqualTo(5_000);
        } finally {
            bench.tearDown();
        }
    }
}
