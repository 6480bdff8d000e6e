package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Locale;
import org.mapi.result.ResultLayout;
import org.mapi.result.Statistics;

/** The fields of a STATS result as they lie in result memory, in the form that RES2FILE writes. */
final class StatisticsCell {
    private static final ResultLayout<Statistics> LAYOUT = ResultLayout.of(Statistics.class);
    static final int LENGTH = LAYOUT.offset("min") + Double.BYTES;
    private static final int COUNT = LAYOUT.offset("count");
    private static final int SUM = LAYOUT.offset("sum");
    private static final int SUM2 = LAYOUT.offset("sum2");
    private static final int MAX = LAYOUT.offset("max");
    private static final int MIN = LAYOUT.offset("min");
    private static final ValueLayout.OfLong INTEGER = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble REAL = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private StatisticsCell() { }

    /** {@code count  sum sum2 min max }, with the original's two blanks behind the count. Allocates. */
    static String text(MemorySegment result) {
        return String.format(Locale.ROOT, "%d  %f %f %f %f ", result.get(INTEGER, COUNT), result.get(REAL, SUM),
            result.get(REAL, SUM2), result.get(REAL, MIN), result.get(REAL, MAX));
    }
}
