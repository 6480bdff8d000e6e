package org.mapi.stdflib.extra;

import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.FrequentLongsSketch;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;
import org.mapi.result.TopValues;

/**
 * Counts numbers. They are kept in a scattered form that can be turned back, with a secret of its own: the table's hash is
 * public, and who could choose values that fall into one place would make each packet a search.
 */
final class ValueTable implements TopTable {
    private static final ResultLayout<TopValues> LAYOUT = ResultLayout.of(TopValues.class);
    private static final int VALUE = LAYOUT.offset("rows.value");
    private static final int COUNT = LAYOUT.offset("rows.count");
    private static final int BYTECOUNT = LAYOUT.offset("rows.bytecount");
    private static final int STRIDE = LAYOUT.schema().field("rows.value").orElseThrow().stride();

    private final int size;
    private long unlistedCount;
    private long unlistedBytes;
    private FrequentLongsSketch packets;
    private FrequentLongsSketch bytes;
    private long secret;
    private long factor;
    private long inverse;

    ValueTable(int size) {
        this.size = size;
        packets = new FrequentLongsSketch(size);
        bytes = new FrequentLongsSketch(size);
        final SecureRandom random = new SecureRandom();
        secrets(random.nextLong(), random.nextLong());
    }

    private void secrets(long newSecret, long newFactor) {
        secret = newSecret;
        factor = newFactor | 1;
        inverse = factor;
        for (int i = 0; i < 6; i++) {
            inverse *= 2 - factor * inverse;    // Newton: each round doubles the number of right bits
        }
    }

    long scatter(long value) {
        final long mixed = (value ^ secret) * factor;
        return (mixed ^ mixed >>> 32) * factor;
    }

    long gather(long scattered) {
        final long mixed = scattered * inverse;
        return (mixed ^ mixed >>> 32) * inverse ^ secret;
    }

    @Override
    public void add(long high, long low, long weight) {
        final long key = scatter(low);
        packets.update(key, 1);
        bytes.update(key, weight);
    }

    @Override
    public long countError() {
        return packets.getMaximumError();
    }

    @Override
    public long bytecountError() {
        return bytes.getMaximumError();
    }

    @Override
    public int publish(ResultBlock block, int most, boolean byBytes) {
        final FrequentLongsSketch.Row[] rows = (byBytes ? bytes : packets).getFrequentItems(0, ErrorType.NO_FALSE_NEGATIVES);
        Arrays.sort(rows, Comparator.comparingLong(FrequentLongsSketch.Row::getEstimate).reversed()
            .thenComparingLong(row -> gather(row.getItem())));
        final int count = Math.min(most, rows.length);
        for (int i = 0; i < count; i++) {
            final long key = rows[i].getItem();
            block.setLong(VALUE + i * STRIDE, gather(key));
            block.setLong(COUNT + i * STRIDE, packets.getUpperBound(key));
            block.setLong(BYTECOUNT + i * STRIDE, bytes.getUpperBound(key));
        }
        unlisted(rows, count, byBytes);
        return count;
    }

    /** In the order of the rows the next one has most; by the other number whatever is not listed. */
    private void unlisted(FrequentLongsSketch.Row[] rows, int count, boolean byBytes) {
        final Set<Long> listed = new HashSet<>();
        for (int i = 0; i < count; i++) {
            listed.add(rows[i].getItem());
        }
        final long next = count < rows.length ? rows[count].getUpperBound() : 0;
        long other = 0;
        for (FrequentLongsSketch.Row row : (byBytes ? packets : bytes).getFrequentItems(0, ErrorType.NO_FALSE_NEGATIVES)) {
            if (!listed.contains(row.getItem())) {
                other = Math.max(other, row.getUpperBound());
            }
        }
        unlistedCount = Math.max(countError(), byBytes ? other : next);
        unlistedBytes = Math.max(bytecountError(), byBytes ? next : other);
    }

    @Override
    public long unlistedCount() {
        return unlistedCount;
    }

    @Override
    public long unlistedBytes() {
        return unlistedBytes;
    }

    @Override
    public void reset() {
        packets = new FrequentLongsSketch(size);
        bytes = new FrequentLongsSketch(size);
    }

    @Override
    public void save(StateWriter state) {
        state.putLong(secret);
        state.putLong(factor);
        save(state, packets);
        save(state, bytes);
    }

    private static void save(StateWriter state, FrequentLongsSketch sketch) {
        final byte[] image = sketch.toByteArray();
        state.putInt(image.length);
        state.putBytes(image);
    }

    @Override
    public void restore(StateReader state) {
        secrets(state.getLong(), state.getLong());
        packets = restored(state);
        bytes = restored(state);
    }

    private static FrequentLongsSketch restored(StateReader state) {
        return FrequentLongsSketch.getInstance(MemorySegment.ofArray(state.getBytes(state.getInt())));
    }
}
