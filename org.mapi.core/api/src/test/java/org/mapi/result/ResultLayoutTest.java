package org.mapi.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultLayoutTest {
    record Mixed(byte a, long b, short c, int d, boolean e, double f, @Bound(5) String g, BigInteger h) { }

    record Point(short x, byte y) { }

    record Line(byte kind, Point from, Point to, int weight) { }

    record Row(long key, Point at) { }

    record Table(int used, @Bound(value = 3, length = "used") Row[] rows) { }

    record Numbers(@Bound(1) long[] one, int used, @Bound(value = 4, length = "used") int[] some) { }

    record Cell(long number) { }

    record Cells(@Bound(2) Cell[] cells) { }

    record Named(@Bound(8) String text) { }

    record TextInRow(@Bound(2) Named[] rows) { }

    record Inner(@Bound(2) int[] numbers) { }

    record ArrayInRow(@Bound(2) Inner[] rows) { }

    record Texts(@Bound(2) String[] texts) { }

    record WrongLength(@Bound(value = 2, length = "nobody") int[] numbers) { }

    record TextLength(@Bound(3) String used, @Bound(value = 2, length = "used") int[] numbers) { }

    record NoBound(long[] numbers) { }

    record Unknown(Object thing) { }

    private static MemorySegment memory(ResultSchema schema) {
        return Arena.ofAuto().allocate(schema.size(), 16);
    }

    @Test
    void shouldLayOutComponentsAsAStructOfC() {
        final ResultSchema schema = ResultLayout.of(Mixed.class).schema();
        assertThat(schema.text()).isEqualTo("""
            a:I8:0:1:1:NONE
            b:I64:8:1:8:NONE
            c:I16:16:1:2:NONE
            d:I32:20:1:4:NONE
            e:BOOL:24:1:1:NONE
            f:F64:32:1:8:NONE
            g:TEXT:40:5:1:NONE
            h:I128:48:1:16:NONE
            """);
        assertThat(schema.size()).isEqualTo(64);
    }

    @Test
    void shouldAlignNestedRecordsByTheirWidestComponent() {
        final ResultSchema schema = ResultLayout.of(Line.class).schema();
        assertThat(schema.text()).isEqualTo("""
            kind:I8:0:1:1:NONE
            from.x:I16:2:1:2:NONE
            from.y:I8:4:1:1:NONE
            to.x:I16:6:1:2:NONE
            to.y:I8:8:1:1:NONE
            weight:I32:12:1:4:NONE
            """);
        assertThat(schema.size()).isEqualTo(16);
    }

    @Test
    void shouldMarkArraysInTheSchemaText() {
        assertThat(ResultLayout.of(Table.class).schema().text()).isEqualTo("""
            used:I32:0:1:4:NONE
            rows[].key:I64:8:3:16:NONE:used
            rows[].at.x:I16:16:3:16:NONE:used
            rows[].at.y:I8:18:3:16:NONE:used
            """);
        assertThat(ResultLayout.of(Numbers.class).schema().text()).isEqualTo("""
            one[]:I64:0:1:8:NONE
            used:I32:8:1:4:NONE
            some[]:I32:12:4:4:NONE:used
            """);
    }

    @Test
    void shouldDecodeEveryTypeOfComponent() {
        final ResultLayout<Mixed> layout = ResultLayout.of(Mixed.class);
        final MemorySegment payload = memory(layout.schema());
        final ResultBlock block = new ResultBlock(payload);
        block.setByte(layout.offset("a"), (byte) -1);
        block.setLong(layout.offset("b"), Long.MIN_VALUE);
        block.setShort(layout.offset("c"), (short) -2);
        block.setInt(layout.offset("d"), -3);
        block.setByte(layout.offset("e"), (byte) 1);
        block.setDouble(layout.offset("f"), 0.25);
        final byte[] text = "grün".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length; i++) {
            block.setByte(layout.offset("g") + i, text[i]);
        }
        block.setLong128(layout.offset("h"), -2, 5);
        final BigInteger h = BigInteger.ONE.shiftLeft(65).negate().add(BigInteger.valueOf(5));
        assertThat(layout.decode(payload)).isEqualTo(new Mixed((byte) -1, Long.MIN_VALUE, (short) -2, -3, true, 0.25, "grün", h));
        assertThat(layout.schema().view(payload)).isEqualTo(
            Map.of("a", -1L, "b", Long.MIN_VALUE, "c", -2L, "d", -3L, "e", true, "f", 0.25, "g", "grün", "h", h));
    }

    @Test
    void shouldReadArraysOfRecordsThatHoldRecords() {
        final ResultLayout<Table> layout = ResultLayout.of(Table.class);
        final MemorySegment payload = memory(layout.schema());
        final ResultBlock block = new ResultBlock(payload);
        block.setInt(layout.offset("used"), 2);
        block.setLong(layout.offset("rows.key"), 10);
        block.setLong(layout.offset("rows[].key") + 16, 20);
        block.setShort(layout.offset("rows.at.x") + 16, (short) 7);
        block.setByte(layout.offset("rows.at.y"), (byte) 9);
        assertThat(layout.decode(payload).rows()).containsExactly(new Row(10, new Point((short) 0, (byte) 9)),
            new Row(20, new Point((short) 7, (byte) 0)));
        assertThat(layout.schema().view(payload)).isEqualTo(Map.of("used", 2L, "rows", List.of(
            Map.of("key", 10L, "at", Map.of("x", 0L, "y", 9L)), Map.of("key", 20L, "at", Map.of("x", 7L, "y", 0L)))));
    }

    @Test
    void shouldShowArraysAsListsWhateverTheirBound() {
        final ResultLayout<Numbers> layout = ResultLayout.of(Numbers.class);
        final MemorySegment payload = memory(layout.schema());
        new ResultBlock(payload).setLong(layout.offset("one"), 4);
        assertThat(layout.schema().view(payload)).isEqualTo(Map.of("one", List.of(4L), "used", 0L, "some", List.of()));
        final ResultSchema cells = ResultLayout.of(Cells.class).schema();
        assertThat(cells.view(memory(cells))).isEqualTo(Map.of("cells", List.of(Map.of("number", 0L), Map.of("number", 0L))));
    }

    @Test
    void shouldClampALengthThatLies() {
        final ResultLayout<Numbers> layout = ResultLayout.of(Numbers.class);
        final MemorySegment payload = memory(layout.schema());
        new ResultBlock(payload).setInt(layout.offset("used"), 1000);
        assertThat(layout.decode(payload).some()).hasSize(4);
        new ResultBlock(payload).setInt(layout.offset("used"), -1);
        assertThat(layout.decode(payload).some()).isEmpty();
    }

    @Test
    void shouldRefuseWhatHasNoLayout() {
        assertRefused(TextInRow.class, "no text inside an array of records: component=rows[].text");
        assertRefused(ArrayInRow.class, "no array inside an array: component=rows[].numbers");
        assertRefused(Texts.class, "no array of texts: component=texts");
        assertRefused(NoBound.class, "array or text needs @Bound of 1 or more: component=numbers");
        assertRefused(WrongLength.class, "length is no single integer field: field=numbers[], length=nobody");
        assertRefused(TextLength.class, "length is no single integer field: field=numbers[], length=used");
        assertRefused(Unknown.class, "no layout for this type: component=thing, type=java.lang.Object");
        assertRefused(String.class, "result type must be Long or a record: type=java.lang.String");
    }

    private static void assertRefused(Class<?> type, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> ResultLayout.of(type)).withMessageStartingWith(message);
    }

    @Test
    void shouldNameAnUnknownField() {
        assertThatIllegalArgumentException().isThrownBy(() -> ResultLayout.of(Line.class).offset("middle"))
            .withMessage("no such field: field=middle, type=Line");
    }

    @Test
    void shouldAcceptTheSameFieldsWithAnotherBoundOnly() {
        final ResultLayout<Table> layout = ResultLayout.of(Table.class);
        final ResultSchema bigger = layout.schema().withBound("rows", 100);
        assertThat(layout.accepts(bigger)).isTrue();
        assertThat(layout.accepts(ResultLayout.of(Numbers.class).schema())).isFalse();
        assertThat(layout.accepts(ResultSchema.LONG)).isFalse();
        assertThat(ResultLayout.LONG.accepts(ResultSchema.COUNTER)).isTrue();
        assertThat(ResultLayout.LONG.accepts(bigger)).isFalse();
        final MemorySegment payload = memory(bigger);
        new ResultBlock(payload).setInt(0, 50);
        assertThat(layout.decode(payload, bigger).rows()).hasSize(50);
    }
}
