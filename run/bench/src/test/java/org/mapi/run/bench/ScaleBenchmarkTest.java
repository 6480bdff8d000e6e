package org.mapi.run.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Engine and bare loop count the same. */
class ScaleBenchmarkTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void shouldCountTheSameAsTheBareLoop(ScaleBenchmark.Shape shape) throws Exception {
        assertThatBothCountTheSame(shape, 3);
    }

    @Test
    void shouldRunAFlowOfAThousandFunctions() throws Exception {
        assertThatBothCountTheSame(ScaleBenchmark.Shape.FUNCTIONS, 1000);
    }

    private void assertThatBothCountTheSame(ScaleBenchmark.Shape shape, int size) throws Exception {
        System.setProperty(Traces.FOLDER, directory.toString());
        final ScaleBenchmark bench = new ScaleBenchmark();
        bench.shape = shape;
        bench.size = size;
        bench.setUp();
        try {
            bench.engine();
            bench.bare();
            assertThat(bench.counted()).isEqualTo(bench.countedBare()).isPositive();
        } finally {
            bench.tearDown();
            System.clearProperty(Traces.FOLDER);
        }
    }
}
