package org.mapi.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FlowTableTest {
    private static final long SECOND = 1_000_000_000L;

    private final FlowKey key = new FlowKey(0);
    private final FlowKey read = new FlowKey(0);
    private final List<String> ended = new ArrayList<>();
    private FlowTable table;

    private void make(FlowTableOptions options) {
        table = new FlowTable(options.hash(new FlowHash(1)), (flow, end) -> {
            table.key(flow, read);
            ended.add(read.lowerPort() + " " + end);
        });
    }

    private FlowKey key(int number) {
        key.setIpv4(1, number & 0xffff, 2 + (number >>> 16), 80, 6);
        return key;
    }

    @Test
    void shouldFindWhatWasInsertedAndKeepItsWords() {
        make(new FlowTableOptions(10).words(2));
        final int flow = table.insert(key(5), 0, SECOND);
        assertThat(table.find(key(5))).isEqualTo(flow);
        assertThat(table.find(key(6))).isEqualTo(FlowTable.NONE);
        table.add(flow, 1, 7);
        table.add(flow, 1, 3);
        assertThat(table.get(flow, 1)).isEqualTo(10);
        assertThat(table.get(flow, 0)).isZero();
        assertThat(table.memory(flow)[table.base(flow) + 1]).isEqualTo(10);
        table.remove(flow);
        assertThat(table.find(key(5))).isEqualTo(FlowTable.NONE);
        final int again = table.insert(key(6), 0, SECOND);
        assertThat(table.get(again, 1)).isZero();
        assertThat(table.id(again)).isEqualTo(2);
    }

    @Test
    void shouldMeetEveryFlowThatStaysInAWalkThatTakesBreaks() {
        make(new FlowTableOptions(10_000));
        assertThat(table.from(0)).isEqualTo(FlowTable.NONE);
        final List<Integer> flows = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            flows.add(table.insert(key(i), 0, i));
        }
        for (int i = 0; i < 5_000; i += 3) {
            table.remove(flows.get(i));
        }
        final List<Integer> met = new ArrayList<>();
        for (int flow = table.from(0); flow != FlowTable.NONE; flow = table.from(flow + 1)) {
            met.add(flow);
            if (met.size() == 1_000) {
                table.remove(flows.get(4_999));
                table.insert(key(9_999), 0, 9_999);
            }
        }
        assertThat(met).doesNotHaveDuplicates();
        for (int i = 0; i < 4_999; i++) {
            assertThat(met.contains(flows.get(i))).as("flow " + i).isEqualTo(i % 3 != 0);
        }
    }

    @Test
    void shouldExpireEachClassAfterItsOwnTimeInOrderOfIdleness() {
        make(new FlowTableOptions(10).idleTimeouts(5 * SECOND, 2 * SECOND));
        table.insert(key(1), 0, 0);
        table.insert(key(2), 1, 0);
        table.insert(key(3), 0, SECOND);
        table.touch(table.find(key(1)), 2 * SECOND - 1);
        assertThat(table.expire(2 * SECOND - 1, 100)).isZero();
        assertThat(table.expire(2 * SECOND, 100)).isEqualTo(1);
        table.expire(6 * SECOND, 100);
        assertThat(ended).containsExactly("2 IDLE", "3 IDLE");
        table.timeoutClass(table.find(key(1)), 1, 6 * SECOND);
        table.expire(8 * SECOND, 100);
        assertThat(ended).last().isEqualTo("1 IDLE");
        assertThat(table.size()).isZero();
        assertThat(table.expired()).isEqualTo(3);
    }

    @Test
    void shouldNotLetAnActiveOldFlowKeepYoungerIdleOnesAlive() {
        make(new FlowTableOptions(10).idleTimeouts(2 * SECOND));
        final int active = table.insert(key(1), 0, 0);
        table.insert(key(2), 0, 1);
        for (long now = 0; now < 10 * SECOND; now += SECOND) {
            table.touch(active, now);
            table.expire(now, 10);
        }
        assertThat(ended).containsExactly("2 IDLE");
    }

    @Test
    void shouldEvictTheLongestIdleFlowOfAFullTable() {
        make(new FlowTableOptions(3).idleTimeouts(5 * SECOND, 5 * SECOND));
        table.insert(key(1), 0, 0);
        table.insert(key(2), 1, 1);
        table.insert(key(3), 0, 2);
        table.touch(table.find(key(1)), 3);
        table.insert(key(4), 0, 4);
        table.insert(key(5), 0, 5);
        assertThat(ended).containsExactly("2 EVICTED", "3 EVICTED");
        assertThat(table.size()).isEqualTo(3);
        assertThat(table.evicted()).isEqualTo(2);
    }

    @Test
    void shouldEvictHalfOpenFlowsFirstWhenToldSo() {
        make(new FlowTableOptions(3).idleTimeouts(5 * SECOND, 5 * SECOND).evictFirst(1));
        table.insert(key(1), 0, 0);
        table.insert(key(2), 1, 1);
        for (int i = 3; i < 1000; i++) {
            table.insert(key(i), 1, i);
        }
        assertThat(table.find(key(1))).isNotEqualTo(FlowTable.NONE);
        assertThat(table.evicted()).isEqualTo(996);
    }

    @Test
    void shouldKeepItsOrderWhenTimeGoesBack() {
        make(new FlowTableOptions(3).idleTimeouts(5 * SECOND));
        table.insert(key(1), 0, 10 * SECOND);
        table.insert(key(2), 0, SECOND);
        assertThat(table.expire(15 * SECOND - 1, 10)).isZero();
        table.expire(15 * SECOND, 10);
        assertThat(ended).containsExactly("1 IDLE", "2 IDLE");
    }

    @Test
    void shouldSpreadExpiryOverSeveralCalls() {
        make(new FlowTableOptions(100));
        for (int i = 0; i < 100; i++) {
            table.insert(key(i), 0, i);
        }
        assertThat(table.expire(1000 * SECOND, 30)).isEqualTo(30);
        assertThat(table.size()).isEqualTo(70);
        table.removeAll();
        assertThat(ended).hasSize(100).last().isEqualTo("99 FLUSHED");
    }

    @Test
    void shouldRefuseOptionsThatMeanNothing() {
        assertThatThrownBy(() -> new FlowTableOptions(0)).hasMessage("flow table: capacity=0, expected 1 to 268435456");
        assertThatThrownBy(() -> new FlowTableOptions(1).words(-1)).hasMessageContaining("words=-1");
        assertThatThrownBy(() -> new FlowTableOptions(1).idleTimeouts(0)).hasMessageContaining("timeouts=[0]");
        assertThatThrownBy(() -> make(new FlowTableOptions(1).evictFirst(1))).hasMessageContaining("evictFirst=1");
    }

    @Test
    void shouldBehaveLikeALinkedHashMap() {
        final SplittableRandom random = new SplittableRandom(20_260_101);
        for (int round = 0; round < 20; round++) {
            ended.clear();
            final int capacity = 1 + random.nextInt(3000);
            make(new FlowTableOptions(capacity).words(1).idleTimeouts(10_000));
            compare(random, capacity);
        }
    }

    private void compare(SplittableRandom random, int capacity) {
        final Map<Integer, long[]> model = new LinkedHashMap<>();
        long evicted = 0;
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(10);
            final int number = random.nextInt(2 * capacity);
            int flow = table.find(key(number));
            assertThat(flow != FlowTable.NONE).as("step %d", i).isEqualTo(model.containsKey(number));
            if (flow == FlowTable.NONE) {
                if (model.size() == capacity) {
                    model.remove(model.keySet().iterator().next());
                    evicted++;
                }
                flow = table.insert(key, 0, now);
                model.put(number, new long[] {now, 0});
            } else if (random.nextInt(10) == 0) {
                table.remove(flow);
                model.remove(number);
                continue;
            } else {
                table.touch(flow, now);
                final long[] state = model.remove(number);
                state[0] = now;
                model.put(number, state);
            }
            table.add(flow, 0, number);
            model.get(number)[1] += number;
            assertThat(table.get(flow, 0)).isEqualTo(model.get(number)[1]);
            final long time = now;
            table.expire(now, Integer.MAX_VALUE);
            model.values().removeIf(state -> time - state[0] >= 10_000);
        }
        assertThat(table.evicted()).isEqualTo(evicted);
        assertOrder(model);
    }

    private void assertOrder(Map<Integer, long[]> model) {
        final List<Integer> order = new ArrayList<>();
        for (int flow = table.first(0); flow != FlowTable.NONE; flow = table.next(flow)) {
            table.key(flow, read);
            order.add(read.lowerPort() | (int) (read.higherAddressLow() - 0xffff_0000_0002L) << 16);
        }
        assertThat(order).containsExactlyElementsOf(model.keySet());
    }

    @Test
    void shouldStayWithinItsCapacityAndItsBytesUnderAFlood() {
        make(new FlowTableOptions(100_000).words(22));
        table = new FlowTable(new FlowTableOptions(100_000).words(22).hash(new FlowHash(3)), (flow, end) -> { });
        for (int i = 0; i < 1_000_000; i++) {
            if (table.find(key(i)) == FlowTable.NONE) {
                table.insert(key, 0, i);
            }
        }
        assertThat(table.size()).isEqualTo(100_000);
        assertThat(table.evicted()).isEqualTo(900_000);
        assertThat(table.memory() / 100_000).isLessThan(300);
    }

    @Test
    void shouldKeepObjectsByFlow() {
        final FlowColumn<String> column = new FlowColumn<>();
        assertThat(column.get(100_000)).isNull();
        column.set(100_000, "x");
        column.set(3, "y");
        column.set(200_000, null);
        assertThat(column.get(100_000)).isEqualTo("x");
        assertThat(column.get(3)).isEqualTo("y");
        column.set(3, null);
        assertThat(column.get(3)).isNull();
    }
}
