package org.mapi.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Results with rows that have a key: those of several queues become one list. */
class RowMergeTest {
    private static final ResultLayout<TopValues> LAYOUT = ResultLayout.of(TopValues.class);
    private static final int ROWS = 4;

    private static MemorySegment payload(ResultSchema schema, long since, long unlisted, TopValue... rows) {
        final MemorySegment payload = Arena.ofAuto().allocate(schema.size(), 8);
        final ResultBlock block = new ResultBlock(payload);
        block.setInt(LAYOUT.offset("count"), rows.length);
        block.setLong(LAYOUT.offset("since"), since);
        block.setLong(LAYOUT.offset("unlistedCount"), unlisted);
        for (int i = 0; i < rows.length; i++) {
            final int at = LAYOUT.offset("rows.value") + 24 * i;
            block.setLong(at, rows[i].value());
            block.setLong(at + 8, rows[i].count());
            block.setLong(at + 16, rows[i].bytecount());
        }
        return payload;
    }

    private static TopValues merged(ResultSchema schema, MemorySegment... payloads) {
        for (int i = 1; i < payloads.length; i++) {
            schema.merge(payloads[0], payloads[i]);
        }
        return LAYOUT.decode(payloads[0], schema);
    }

    @Test
    void shouldAddRowsOfEqualKeysAndPutTheLargestFirst() {
        final ResultSchema schema = LAYOUT.schema().withBound("rows", ROWS);
        assertThat(schema.mergeable()).isTrue();
        final TopValues merged = merged(schema, payload(schema, 7, 0, new TopValue(80, 10, 100), new TopValue(443, 9, 900)),
            payload(schema, 0, 0, new TopValue(443, 5, 50), new TopValue(53, 1, 1)), payload(schema, 3, 0));
        assertThat(merged.rows()).containsExactly(new TopValue(443, 14, 950), new TopValue(80, 10, 100), new TopValue(53, 1, 1));
        assertThat(merged.count()).isEqualTo(3);
        assertThat(merged.since()).isEqualTo(3);
        assertThat(merged.unlistedCount()).isZero();
    }

    @Test
    void shouldOrderByTheOtherNumberWhenToldSo() {
        final ResultSchema schema = LAYOUT.schema().withBound("rows", ROWS).withMerge("rows.count", MergeRule.SUM)
            .withMerge("rows.bytecount", MergeRule.SUM_DESCENDING);
        assertThat(merged(schema, payload(schema, 1, 0, new TopValue(1, 1, 30)), payload(schema, 1, 0, new TopValue(2, 9, 20),
            new TopValue(3, 1, 40))).rows()).extracting(TopValue::value).containsExactly(3L, 1L, 2L);
    }

    @Test
    void shouldSayHowMuchMayBeMissing() {
        final ResultSchema schema = LAYOUT.schema().withBound("rows", ROWS);
        final Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            final Map<Long, Long> truth = new TreeMap<>();
            final MemorySegment[] queues = new MemorySegment[3];
            for (int queue = 0; queue < queues.length; queue++) {
                final Map<Long, Long> seen = new TreeMap<>();
                for (int i = 0; i < 40; i++) {
                    final long value = (long) Math.abs(random.nextGaussian() * 4);
                    seen.merge(value, 1L, Long::sum);
                    truth.merge(value, 1L, Long::sum);
                }
                final List<TopValue> rows = seen.entrySet().stream().map(one -> new TopValue(one.getKey(), one.getValue(), 0))
                    .sorted(Comparator.comparingLong(TopValue::count).reversed()).toList();
                queues[queue] = payload(schema, 1, rows.size() > ROWS ? rows.get(ROWS).count() : 0,
                    rows.subList(0, Math.min(ROWS, rows.size())).toArray(TopValue[]::new));
            }
            final TopValues merged = merged(schema, queues);
            for (TopValue row : merged.rows()) {
                assertThat(truth.remove(row.value())).isBetween(row.count(), row.count() + merged.unlistedCount());
            }
            assertThat(truth.values()).allMatch(count -> count <= merged.unlistedCount());
        }
    }
}
