package org.mapi.stdflib.std;

import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;
import org.mapi.result.Statistics;

/** Count, exact sum and sum of squares (128 bits), largest and smallest of signed 64-bit values. Never allocates. */
final class Accumulator {
    private static final ResultLayout<Statistics> LAYOUT = ResultLayout.of(Statistics.class);
    private static final int COUNT = LAYOUT.offset("count");
    private static final int SUM = LAYOUT.offset("sum");
    private static final int SUM2 = LAYOUT.offset("sum2");
    private static final int MAX = LAYOUT.offset("max");
    private static final int MIN = LAYOUT.offset("min");
    private static final int SUM_EXACT = LAYOUT.offset("sumExact");
    private static final int SUM2_EXACT = LAYOUT.offset("sum2Exact");

    private long count;
    private long sumLow;
    private long sumHigh;
    private long sum2Low;
    private long sum2High;
    private long max;
    private long min;

    void add(long value) {
        if (count++ == 0) {
            max = value;
            min = value;
        } else {
            max = Math.max(max, value);
            min = Math.min(min, value);
        }
        final long low = sumLow + value;
        sumHigh += (value >> 63) + (Long.compareUnsigned(low, value) < 0 ? 1 : 0);
        sumLow = low;
        final long squareLow = value * value;
        final long low2 = sum2Low + squareLow;
        sum2High += Math.multiplyHigh(value, value) + (Long.compareUnsigned(low2, squareLow) < 0 ? 1 : 0);
        sum2Low = low2;
    }

    /** Adds the same value several times, without a loop. */
    void add(long value, long times) {
        if (times <= 0) {
            return;
        }
        add(value);
        final long rest = times - 1;
        count += rest;
        addProduct(value, rest);
        addSquares(value, rest);
    }

    private void addProduct(long value, long times) {
        final long productLow = value * times;
        final long low = sumLow + productLow;
        sumHigh += Math.multiplyHigh(value, times) + (Long.compareUnsigned(low, productLow) < 0 ? 1 : 0);
        sumLow = low;
    }

    private void addSquares(long value, long times) {
        final long squareLow = value * value;
        final long productLow = squareLow * times;
        final long productHigh = Math.unsignedMultiplyHigh(squareLow, times) + Math.multiplyHigh(value, value) * times;
        final long low = sum2Low + productLow;
        sum2High += productHigh + (Long.compareUnsigned(low, productLow) < 0 ? 1 : 0);
        sum2Low = low;
    }

    void reset() {
        count = 0;
        sumLow = 0;
        sumHigh = 0;
        sum2Low = 0;
        sum2High = 0;
        max = 0;
        min = 0;
    }

    void publish(ResultBlock block) {
        block.setLong(COUNT, count);
        block.setDouble(SUM, real(sumHigh, sumLow));
        block.setDouble(SUM2, real(sum2High, sum2Low));
        block.setDouble(MAX, max);
        block.setDouble(MIN, min);
        block.setLong128(SUM_EXACT, sumHigh, sumLow);
        block.setLong128(SUM2_EXACT, sum2High, sum2Low);
    }

    private static double real(long high, long low) {
        if (high == low >> 63) {
            return low;
        }
        return high * 0x1p64 + (low >>> 1) * 2.0 + (low & 1);
    }

    void save(StateWriter state) {
        state.putLong(count);
        state.putLong(sumLow);
        state.putLong(sumHigh);
        state.putLong(sum2Low);
        state.putLong(sum2High);
        state.putLong(max);
        state.putLong(min);
    }

    void restore(StateReader state) {
        count = state.getLong();
        sumLow = state.getLong();
        sumHigh = state.getLong();
        sum2Low = state.getLong();
        sum2High = state.getLong();
        max = state.getLong();
        min = state.getLong();
    }
}
