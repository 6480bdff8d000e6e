package org.mapi.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultSchemaTest {
    record Sums(@Merge(MergeRule.SUM) long packets, @Merge(MergeRule.MIN) int low, @Merge(MergeRule.MAX) double high,
                @Merge(MergeRule.LATEST) boolean on, @Hidden @Merge(MergeRule.SUM) BigInteger exact,
                @Merge(MergeRule.SUM) @Bound(2) long[] parts) { }

    record Plain(long packets, @Merge(MergeRule.SUM) long bytes) { }

    record Wide(BigInteger big, int used, @Bound(value = 1, length = "used") byte[] bytes) { }

    record Label(int number, @Bound(4) String text) { }

    private static MemorySegment memory(ResultSchema schema) {
        return Arena.ofAuto().allocate(schema.size(), 16);
    }

    @Test
    void shouldPinTheTextOfTheBuiltInTypes() {
        assertThat(ResultSchema.LONG.text()).isEqualTo("value:I64:0:1:8:LATEST\n");
        assertThat(ResultSchema.COUNTER.text()).isEqualTo("value:I64:0:1:8:SUM\n");
        assertThat(ResultSchema.LONG.size()).isEqualTo(8);
        assertThat(ResultSchema.NONE.text()).isEmpty();
        assertThat(ResultSchema.NONE.view(memory(ResultSchema.LONG))).isNull();
        assertThat(ResultSchema.LONG.isScalar()).isTrue();
        assertThat(ResultSchema.NONE.isScalar()).isFalse();
    }

    @Test
    void shouldGiveEqualLayoutsEqualIds() {
        final Field field = new Field("value", FieldType.I64, 0, 1, 8, MergeRule.SUM, false, "");
        final ResultSchema same = new ResultSchema("another name", List.of(field), 8);
        assertThat(same.id()).isEqualTo(ResultSchema.COUNTER.id()).isNotEqualTo(ResultSchema.LONG.id());
        assertThat(same).isEqualTo(ResultSchema.COUNTER).isNotEqualTo(ResultSchema.LONG);
    }

    @Test
    void shouldMergeEachFieldByItsRule() {
        final ResultLayout<Sums> layout = ResultLayout.of(Sums.class);
        final MemorySegment a = sums(layout, 1, 5, 0.5, true, -1, 10);
        final MemorySegment b = sums(layout, 2, -5, 2.5, false, 3, 20);
        layout.schema().merge(a, b);
        final Sums merged = layout.decode(a);
        assertThat(merged.packets()).isEqualTo(3);
        assertThat(merged.low()).isEqualTo(-5);
        assertThat(merged.high()).isEqualTo(2.5);
        assertThat(merged.on()).isFalse();
        assertThat(merged.exact()).isEqualTo(BigInteger.valueOf(2));
        assertThat(merged.parts()).containsExactly(30, 32);
        assertThat(layout.decode(b).packets()).as("the second value is not changed").isEqualTo(2);
    }

    private static MemorySegment sums(ResultLayout<Sums> layout, long packets, int low, double high, boolean on, long exact,
                                      long part) {
        final MemorySegment memory = memory(layout.schema());
        final ResultBlock block = new ResultBlock(memory);
        block.setLong(layout.offset("packets"), packets);
        block.setInt(layout.offset("low"), low);
        block.setDouble(layout.offset("high"), high);
        block.setByte(layout.offset("on"), (byte) (on ? 1 : 0));
        block.setLong128(layout.offset("exact"), exact < 0 ? -1 : 0, exact);
        block.setLong(layout.offset("parts"), part);
        block.setLong(layout.offset("parts") + 8, part + 1);
        return memory;
    }

    @Test
    void shouldCarryFromTheLowWordToTheHighOne() {
        final ResultLayout<Sums> layout = ResultLayout.of(Sums.class);
        final MemorySegment a = sums(layout, 0, 0, 0, false, 0, 0);
        final MemorySegment b = sums(layout, 0, 0, 0, false, 1, 0);
        new ResultBlock(a).setLong128(layout.offset("exact"), 0, -1L);
        layout.schema().merge(a, b);
        assertThat(layout.decode(a).exact()).isEqualTo(BigInteger.ONE.shiftLeft(64));
    }

    @Test
    void shouldRefuseToMergeATypeWithAFieldThatCannotBe() {
        final ResultSchema schema = ResultLayout.of(Plain.class).schema();
        assertThat(schema.mergeable()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> schema.merge(memory(schema), memory(schema)))
            .withMessage("result type cannot be merged: type=Plain");
        assertThat(ResultSchema.NONE.mergeable()).isFalse();
        assertThat(ResultSchema.COUNTER.mergeable()).isTrue();
    }

    @Test
    void shouldLeaveHiddenFieldsOutOfTheView() {
        final ResultSchema schema = ResultLayout.of(Sums.class).schema();
        assertThat(schema.map(memory(schema))).containsOnlyKeys("packets", "low", "high", "on", "parts");
    }

    @Test
    void shouldShowWholeDoublesAsIntegers() {
        final ResultLayout<Sums> layout = ResultLayout.of(Sums.class);
        final MemorySegment memory = memory(layout.schema());
        final ResultBlock block = new ResultBlock(memory);
        for (double value : new double[] {3.0, 0x1p53, Double.NaN, Double.POSITIVE_INFINITY, 0.5}) {
            block.setDouble(layout.offset("high"), value);
            final Object expected = value == 3.0 ? (Object) 3L : (Object) value;
            assertThat(layout.schema().map(memory)).containsEntry("high", expected);
        }
    }

    @Test
    void shouldResizeTheLastArrayAndKeepTheAlignment() {
        final ResultSchema schema = ResultLayout.of(Wide.class).schema();
        assertThat(schema.size()).isEqualTo(32);
        for (int bound = 1; bound < 40; bound++) {
            final ResultSchema resized = schema.withBound("bytes", bound);
            assertThat(resized.size()).isEqualTo((20 + bound + 15) / 16 * 16);
            assertThat(resized.withBound("bytes[]", 1)).isEqualTo(schema);
        }
        final ResultSchema label = ResultLayout.of(Label.class).schema().withBound("text", 100);
        assertThat(label.text()).isEqualTo("number:I32:0:1:4:NONE\ntext:TEXT:4:100:1:NONE\n");
    }

    @Test
    void shouldRefuseToResizeWhatIsNoLastArray() {
        final ResultSchema sums = ResultLayout.of(Sums.class).schema();
        assertThatIllegalArgumentException().isThrownBy(() -> sums.withBound("packets", 2))
            .withMessage("no such array or text: array=packets, schema=Sums");
        assertThatIllegalArgumentException().isThrownBy(() -> sums.withBound("parts", 0))
            .withMessage("bound must be 1 or more: bound=0");
        assertThatIllegalArgumentException().isThrownBy(() -> sums.withBound("parts", Integer.MAX_VALUE))
            .withMessageStartingWith("payload is too long: array=parts, bound=2147483647");
        assertThatIllegalArgumentException().isThrownBy(() -> ResultLayout.of(Wide.class).schema().withBound("big", 2));
    }

    @Test
    void shouldRefuseFieldsOutsideThePayload() {
        final Field field = new Field("value", FieldType.I64, 8, 1, 8, MergeRule.SUM, false, "");
        assertThatIllegalArgumentException().isThrownBy(() -> new ResultSchema("short", List.of(field), 15))
            .withMessageStartingWith("field lies outside the payload");
        assertThat(new ResultSchema("fits", List.of(field), 16).map(memory(ResultLayout.of(Wide.class).schema())))
            .isEqualTo(Map.of("value", 0L));
    }
}
