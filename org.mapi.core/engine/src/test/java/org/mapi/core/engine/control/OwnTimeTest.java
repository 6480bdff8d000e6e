package org.mapi.core.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnTimeTest {
    private static final long START = 5_000_000_000L;
    private static final long LOOK = 20_000_000L;

    @TempDir
    private Path task;
    private final OwnTime own = new OwnTime();
    private long now = START;

    @BeforeEach
    void begin() {
        own.begin(now);
    }

    private long look(String state, long onProcessor, long waited) throws IOException {
        Files.writeString(task.resolve("schedstat"), onProcessor + " " + waited + " 17\n");
        Files.writeString(task.resolve("stat"), "4711 (mapi-agent ) S x) " + state + " 1 4711 4711 0 -1\n");
        now += LOOK;
        return own.look(task, now);
    }

    @Test
    void shouldCreditAThreadThatLoopsWithItsTimeOnTheProcessor() throws IOException {
        look("R", 7_000, 100);
        assertThat(look("R", 7_000 + LOOK, 100)).isEqualTo(LOOK);
        assertThat(look("R", 7_000 + 2 * LOOK, 100)).isEqualTo(2 * LOOK);
        assertThat(own.waiting()).isFalse();
    }

    @Test
    void shouldCreditAThreadThatWaitsForAProcessorWithNothing() throws IOException {
        look("R", 7_000, 100);
        assertThat(look("R", 7_000, 100)).isZero();
        assertThat(own.waiting()).isTrue();
        assertThat(look("R", 8_000, 2 * LOOK)).isEqualTo(1_000);
        assertThat(own.waiting()).isTrue();
    }

    @Test
    void shouldCreditABlockedThreadWithAllTimeButWhatItWaitedForAProcessor() throws IOException {
        look("S", 7_000, 100);
        assertThat(look("S", 7_000, 100)).isEqualTo(LOOK);
        assertThat(look("D", 7_000, 100)).isEqualTo(2 * LOOK);
        assertThat(own.waiting()).isFalse();
        assertThat(look("S", 8_000, 100 + LOOK - 3_000)).isEqualTo(2 * LOOK + 3_000);
        assertThat(own.waiting()).isTrue();
    }

    @Test
    void shouldNotTakeBackTimeForWaitingThatBeganBefore() throws IOException {
        look("R", 7_000, 100);
        look("R", 7_000, 100);
        assertThat(look("S", 9_000, 100 + 2 * LOOK)).isEqualTo(2_000);
    }

    @Test
    void shouldCountFromTheFirstLookAtAnotherThread() throws IOException {
        look("S", 7_000, 100);
        look("S", 7_000, 100);
        own.begin(now);
        assertThat(look("S", 1_000_000_000, 100)).isZero();
        assertThat(look("S", 1_000_000_000, 100)).isEqualTo(LOOK);
    }

    @Test
    void shouldCountAllTimeWhereTheKernelTellsNothing() throws IOException {
        assertThat(own.look(null, START + LOOK)).isEqualTo(LOOK);
        assertThat(own.look(task.resolve("gone"), START + 2 * LOOK)).isEqualTo(2 * LOOK);
        now = START + 2 * LOOK;
        assertThat(look("R", 0, 0)).isEqualTo(3 * LOOK);
        assertThat(look("R", 0, 0)).isEqualTo(4 * LOOK);
        assertThat(own.waiting()).isFalse();
    }
}
