package org.mapi.core.engine.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.core.engine.agent.Turns.Other;

class TurnsTest {
    private final Turns turns = new Turns();

    private void wakeUp() {
        while (!turns.wake()) {
            assertThat(turns.other()).isEqualTo(Other.ASLEEP);
        }
    }

    private void standReady() {
        wakeUp();
        assertThat(turns.begin()).isTrue();
        assertThat(turns.ready()).isTrue();
    }

    @Test
    void shouldPassTheTokenToAHandThatStandsReadyAndTakesIt() {
        assertThat(turns.owner()).isZero();
        standReady();
        assertThat(turns.offer()).isTrue();
        assertThat(turns.owner()).isZero();
        assertThat(turns.accept(1)).isTrue();
        assertThat(turns.owner()).isOne();
        assertThat(turns.other()).isEqualTo(Other.FETCHING);
        assertThat(turns.withdraw()).isFalse();
        assertThat(turns.ready()).isTrue();
        assertThat(turns.offer()).isTrue();
        assertThat(turns.accept(1)).as("its own offer").isFalse();
        assertThat(turns.accept(0)).isTrue();
        assertThat(turns.owner()).isZero();
    }

    @Test
    void shouldKeepTheTokenWhenTheOtherHandDoesNotTakeIt() {
        standReady();
        turns.offer();
        assertThat(turns.withdraw()).isTrue();
        assertThat(turns.accept(1)).isFalse();
        assertThat(turns.owner()).isZero();
        assertThat(turns.other()).isEqualTo(Other.ASLEEP);
    }

    @Test
    void shouldOfferNothingToAHandThatIsNotReady() {
        assertThat(turns.offer()).isFalse();
        wakeUp();
        assertThat(turns.offer()).isFalse();
        turns.begin();
        assertThat(turns.offer()).isFalse();
        assertThat(turns.giveUp()).isTrue();
        assertThat(turns.offer()).isFalse();
        assertThat(turns.ready()).as("late").isFalse();
        assertThat(turns.tryAgain()).isTrue();
        turns.ready();
        turns.rest();
        assertThat(turns.offer()).as("sleeps again").isFalse();
    }

    @Test
    void shouldLetAHandSleepThatIsLateTooOften() {
        wakeUp();
        turns.begin();
        for (int i = 1; i < Turns.MOST_LATE; i++) {
            assertThat(turns.giveUp()).isTrue();
            turns.tryAgain();
            assertThat(turns.other()).isEqualTo(Other.FETCHING);
        }
        turns.giveUp();
        turns.tryAgain();
        assertThat(turns.other()).isEqualTo(Other.ASLEEP);
    }

    @Test
    void shouldWakeMoreAndMoreSeldomUntilTheOtherHandTakesATurn() {
        final List<Integer> pauses = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int stretches = 1;
            while (!turns.wake()) {
                stretches++;
            }
            pauses.add(stretches);
            turns.begin();
            turns.rest();
        }
        assertThat(pauses).startsWith(1, 2, 4, 8, 16, 32).endsWith(Turns.LONGEST, Turns.LONGEST);
        standReady();
        turns.offer();
        turns.accept(1);
        turns.rest();
        assertThat(turns.wake()).isTrue();
    }

    /** Whatever the hands do and whoever is first: the token moves only by an offer that is taken, and nobody has two states. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldHaveOneOwnerWhateverTheHandsDo(long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        int passed = 0;
        for (int step = 0; step < 100_000; step++) {
            final int owner = turns.owner();
            final Other before = turns.other();
            final boolean done = step(random.nextInt(10), owner);
            final Other after = turns.other();
            if (turns.owner() != owner) {
                assertThat(before).isEqualTo(Other.OFFERED);
                assertThat(after).isEqualTo(Other.FETCHING);
                passed++;
            }
            assertThat(done).isEqualTo(before != after);
        }
        assertThat(passed).isGreaterThan(10);
    }

    private boolean step(int action, int owner) {
        return switch (action) {
            case 0 -> turns.wake();
            case 1 -> turns.giveUp();
            case 2, 3 -> turns.offer();
            case 4 -> turns.withdraw();
            case 5 -> turns.begin();
            case 6 -> turns.ready();
            case 7 -> turns.other() == Other.LATE ? turns.tryAgain() : turns.again();
            case 8 -> turns.rest();
            default -> turns.accept(1 - owner);
        };
    }
}
