package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.FunctionReference;
import org.mapi.testkit.FunctionHarness;

class Res2FileTest {
    private static final long SECOND = 1_000_000_000L;
    private static final List<FunctionReference> TWO = List.of(new FunctionReference(1, 2), new FunctionReference(1, 3));
    private final FunctionHarness harness = new FunctionHarness();
    private final FunctionHarness.FixedSource count = harness.source(1, 2);
    private final FunctionHarness.FixedSource time = harness.source(1, 3);
    @TempDir
    private Path folder;

    @BeforeEach
    void useFolder() {
        harness.directory(folder);
    }

    private void start(String types, String period, int reset) {
        harness.start(new Res2File(), types, TWO, "a title", Path.of("rows.txt"), period, reset);
    }

    private void packet(long at, long first, long second) {
        harness.packet(START + at, 60);
        count.value(first);
        time.value(second);
    }

    private List<String> rows() throws IOException {
        harness.instance().end();
        harness.instance().cleanup();
        return Files.readAllLines(folder.resolve("rows.txt"));
    }

    @Test
    void shouldWriteARowPerPacket() throws IOException {
        start("R2F_ULLSTR,R2F_ULLSEC", "0", 0);
        count.value(1);
        time.value(1_500_000_001L);
        harness.packet(START, 60);
        count.value(Long.MIN_VALUE);
        time.value(-1);
        harness.packet(START, 60);
        assertThat(rows()).containsExactly("a title", "1 1.500000001000 ", "-9223372036854775808 -0.000000001000 ");
        assertThat(harness.result(RowFileStatus.class).rows()).isEqualTo(2);
        assertThat(harness.result(RowFileStatus.class).bytes()).isEqualTo(Files.size(folder.resolve("rows.txt")));
    }

    @Test
    void shouldWriteARowPerPeriodAndZerosForEmptyOnes() throws IOException {
        start("1,1", "5s", 1);
        assertThat(harness.modified().before()).containsExactly(TWO.getFirst());
        packet(0, 3, 4);
        packet(6 * SECOND, 5, 6);
        harness.instance().timer(START + 10 * SECOND);
        harness.instance().timer(START + 15 * SECOND);
        packet(31 * SECOND, 7, 8);
        assertThat(rows()).containsExactly("a title", "3 4 ", "5 6 ", "0 0 ", "0 0 ", "0 0 ", "0 0 ");
        assertThat(count.resets()).isEqualTo(2);
    }

    @Test
    void shouldWriteOneRowAtTheEnd() throws IOException {
        start("1,1", "-1", 0);
        packet(0, 3, 4);
        packet(1, 5, 6);
        assertThat(rows()).containsExactly("a title", "5 6 ");
    }

    @Test
    void shouldWriteBytesWithTheirLength() throws IOException {
        start("0,0", "0", 0);
        count.value(258);
        harness.packet(START, 60);
        rows();
        final byte[] file = Files.readAllBytes(folder.resolve("rows.txt"));
        final ByteBuffer row = ByteBuffer.wrap(Arrays.copyOfRange(file, "a title\n".length(), file.length))
            .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(row.getLong()).isEqualTo(8);
        assertThat(row.getLong()).isEqualTo(258);
        assertThat(row.getLong()).isEqualTo(8);
        assertThat(row.getLong()).isZero();
        assertThat(row.get()).isEqualTo((byte) '\n');
        assertThat(row.hasRemaining()).isFalse();
    }

    @Test
    void shouldWriteStatisticsInTheOriginalsForm() {
        final ByteBuffer result = ByteBuffer.allocateDirect(StatisticsCell.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        result.putLong(893).putDouble(283_464).putDouble(309_175_572).putDouble(1514).putDouble(42);
        assertThat(StatisticsCell.text(MemorySegment.ofBuffer(result.flip())))
            .isEqualTo("893  283464.000000 309175572.000000 42.000000 1514.000000 ");
    }

    @Test
    void shouldNotFillTheDiskAfterAJumpOfTheClock() throws IOException {
        start("1,1", "1ms", 0);
        packet(0, 3, 4);
        packet(1_000_000L * SECOND, 5, 6);
        assertThat(rows()).hasSize(2 + ResultFileInstance.MOST_EMPTY);
        assertThat(harness.result(RowFileStatus.class).skipped()).isEqualTo(999_999_999L - ResultFileInstance.MOST_EMPTY);
    }

    @Test
    void shouldGoOnInTheSameFileAfterAnUpgrade() throws IOException {
        start("1,1", "1s", 0);
        packet(0, 3, 4);
        packet(SECOND, 4, 5);
        harness.upgrade(new Res2File());
        packet(2 * SECOND, 5, 6);
        assertThat(rows()).containsExactly("a title", "3 4 ", "4 5 ");
        assertThat(harness.result(RowFileStatus.class).rows()).isEqualTo(2);
    }

    @Test
    void shouldNumberItsArguments() {
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_1, "1", TWO, "f", "0", 0);
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_1, "1,1,1", TWO, "f", "0", 0);
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_1, "1,4", TWO, "f", "0", 0);
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_1, "1,3", TWO, "f", "0", 0);
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_2, "1", List.of(new FunctionReference(1, 9)), "f", "0", 0);
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_2, "1", List.of(), "f", "0", 0);
        refused(MapiError.MAPI_ERROR_FILE, "1,1", TWO, "", "0", 0);
        refused(MapiError.MAPI_ERROR_FILE, "1,1", TWO, "no/such/folder", "0", 0);
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_5, "1,1", TWO, "f", "5", 0);
        refused(MapiError.MFUNCT_INVALID_ARGUMENT_6, "1,1", TWO, "f", "5s", 234);
    }

    private void refused(MapiError error, String types, List<FunctionReference> sources, String file, String period, int reset) {
        assertThatThrownBy(() -> harness.start(new Res2File(), types, sources, "t", Path.of(file), period, reset))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.error()).as(e.line()).isEqualTo(error));
    }
}
