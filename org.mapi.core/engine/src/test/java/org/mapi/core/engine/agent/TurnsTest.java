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
        while (!turns.wake(0)) {
            assertThat(turns.other()).isEqualTo(Other.ASLEEP);
        }
    }

    private void standReady() {
        wakeUp();
        assertThat(turns.begin(1)).isTrue();
        assertThat(turns.ready(1)).isTrue();
    }

    @Test
    void shouldPassTheTokenToAHandThatStandsReadyAndTakesIt() {
        assertThat(turns.owner()).isZero();
        standReady();
        assertThat(turns.offer(0)).isTrue();
        assertThat(turns.owner()).isZero();
        assertThat(turns.accept(1)).isTrue();
        assertThat(turns.owner()).isOne();
        assertThat(turns.other()).isEqualTo(Other.FETCHING);
        assertThat(turns.withdraw(0)).isFalse();
        assertThat(turns.ready(0)).isTrue();
        assertThat(turns.offer(1)).isTrue();
        assertThat(turns.accept(1)).as("its own offer").isFalse();
        assertThat(turns.accept(0)).isTrue();
        assertThat(turns.owner()).isZero();
    }

    @Test
    void shouldKeepTheTokenWhenTheOtherHandDoesNotTakeIt() {
        standReady();
        turns.offer(0);
        assertThat(turns.withdraw(0)).isTrue();
        assertThat(turns.accept(1)).isFalse();
        assertThat(turns.owner()).isZero();
        assertThat(turns.other()).isEqualTo(Other.LATE);
    }

    /** It was away so long between its last look and this that the other one has taken the token and offers it back. */
    @Test
    void shouldNotWithdrawWhatTheOtherHandOffers() {
        standReady();
        turns.offer(0);
        turns.accept(1);
        turns.offer(1);
        assertThat(turns.withdraw(0)).isFalse();
        assertThat(turns.owner()).isOne();
        assertThat(turns.other()).isEqualTo(Other.OFFERED);
        assertThat(turns.accept(0)).isTrue();
    }

    @Test
    void shouldPassTheTokenToAHandThatFetchesAsSoonAsItHasFetched() {
        wakeUp();
        turns.begin(1);
        assertThat(turns.offer(0)).isTrue();
        assertThat(turns.ready(1)).as("offered meanwhile").isFalse();
        assertThat(turns.accept(1)).isTrue();
        assertThat(turns.owner()).isOne();
        assertThat(turns.other()).isEqualTo(Other.FETCHING);
    }

    @Test
    void shouldOfferNothingToAHandThatIsNotReady() {
        assertThat(turns.offer(0)).isFalse();
        wakeUp();
        assertThat(turns.offer(0)).isFalse();
        turns.begin(1);
        turns.offer(0);
        assertThat(turns.withdraw(0)).isTrue();
        assertThat(turns.offer(0)).as("late").isFalse();
        assertThat(turns.ready(1)).as("late").isFalse();
        assertThat(turns.tryAgain(1)).isTrue();
        turns.ready(1);
        turns.rest(1);
        assertThat(turns.offer(0)).as("sleeps again").isFalse();
    }

    @Test
    void shouldLetAHandSleepThatIsLateTooOften() {
        wakeUp();
        turns.begin(1);
        for (int i = 1; i < Turns.MOST_LATE; i++) {
            turns.offer(0);
            assertThat(turns.withdraw(0)).isTrue();
            turns.tryAgain(1);
            assertThat(turns.other()).isEqualTo(Other.FETCHING);
        }
        turns.offer(0);
        turns.withdraw(0);
        turns.tryAgain(1);
        assertThat(turns.other()).isEqualTo(Other.ASLEEP);
    }

    @Test
    void shouldWakeMoreAndMoreSeldomUntilTheOtherHandTakesATurn() {
        final List<Integer> pauses = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int stretches = 1;
            while (!turns.wake(0)) {
                stretches++;
            }
            pauses.add(stretches);
            turns.begin(1);
            turns.rest(1);
        }
        assertThat(pauses).startsWith(1, 2, 4, 8, 16, 32).endsWith(Turns.LONGEST, Turns.LONGEST);
        standReady();
        turns.offer(0);
        turns.accept(1);
        turns.rest(0);
        assertThat(turns.wake(1)).isTrue();
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
            final boolean done = step(random.nextInt(9), random.nextInt(2));
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

    private boolean step(int action, int hand) {
        return switch (action) {
            case 0 -> turns.wake(hand);
            case 1, 2 -> turns.offer(hand);
            case 3 -> turns.withdraw(hand);
            case 4 -> turns.begin(hand);
            case 5 -> turns.ready(hand);
            case 6 -> turns.other() == Other.LATE ? turns.tryAgain(hand) : turns.again(hand);
            case 7 -> turns.rest(hand);
            default -> turns.accept(hand);
        };
    }
}
