package org.mapi.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TimerQueueTest {
    @Test
    void shouldFireLikeASortedMap() {
        final SplittableRandom random = new SplittableRandom(3);
        final TimerQueue timers = new TimerQueue(80);
        final TreeMap<Long, Integer> model = new TreeMap<>();
        final List<Long> fired = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 50_000; i++) {
            now += random.nextInt(20);
            final long time = (now + random.nextInt(3000)) * 100_000 + i;
            if (random.nextInt(3) != 0) {
                final int timer = timers.set(time, time);
                assertThat(timer == TimerQueue.NONE).isEqualTo(model.size() == 80);
                if (timer != TimerQueue.NONE) {
                    model.put(time, timer);
                }
            } else if (!model.isEmpty() && random.nextBoolean()) {
                final Long key = model.ceilingKey(time) == null ? model.firstKey() : model.ceilingKey(time);
                timers.cancel(model.remove(key));
            }
            fired.clear();
            timers.fire(now * 100_000, (timer, tag) -> fired.add(tag));
            final var due = model.headMap(now * 100_000, true);
            assertThat(fired).containsExactlyElementsOf(due.keySet());
            due.clear();
            assertThat(timers.size()).isEqualTo(model.size());
            assertThat(timers.next()).isEqualTo(model.isEmpty() ? Long.MAX_VALUE : model.firstKey());
        }
        assertThat(timers.refused()).isPositive();
    }

    @Test
    void shouldFireTimersOfOneTimeInTheOrderTheyWereSet() {
        final TimerQueue timers = new TimerQueue(100);
        final List<Long> fired = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            timers.set(7, i);
        }
        assertThat(timers.fire(7, (timer, tag) -> fired.add(tag))).isEqualTo(50);
        assertThat(fired).isSorted().hasSize(50);
    }
}
