package org.mapi.stdflib.extra;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.FrequentItemsSketch;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;
import org.mapi.result.TopAddresses;

/** Counts addresses. An object is made for an address that the table does not know, none for the others. */
final class AddressTable implements TopTable {
    private static final ResultLayout<TopAddresses> LAYOUT = ResultLayout.of(TopAddresses.class);
    private static final int ADDRESS = LAYOUT.offset("rows.address");
    private static final int COUNT = LAYOUT.offset("rows.count");
    private static final int BYTECOUNT = LAYOUT.offset("rows.bytecount");
    private static final int STRIDE = LAYOUT.schema().field("rows.address").orElseThrow().stride();

    private final int size;
    private long unlistedCount;
    private long unlistedBytes;
    private final Address probe = new Address(0, 0);
    private final AddressBytes bytesOfAddresses = new AddressBytes();
    private FrequentItemsSketch<Address> packets;
    private FrequentItemsSketch<Address> bytes;

    AddressTable(int size) {
        this.size = size;
        packets = new FrequentItemsSketch<>(size);
        bytes = new FrequentItemsSketch<>(size);
    }

    @Override
    public void add(long high, long low, long weight) {
        probe.set(high, low);
        // a key that is there is not replaced, so that the one object may look up all of them
        final boolean known = packets.getLowerBound(probe) > 0;
        final boolean heavy = bytes.getLowerBound(probe) > 0;
        final Address fresh = known && heavy ? probe : new Address(high, low);
        packets.update(known ? probe : fresh, 1);
        bytes.update(heavy ? probe : fresh, weight);
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
        final FrequentItemsSketch.Row<Address>[] rows =
            (byBytes ? bytes : packets).getFrequentItems(0, ErrorType.NO_FALSE_NEGATIVES);
        Arrays.sort(rows, Comparator.<FrequentItemsSketch.Row<Address>>comparingLong(FrequentItemsSketch.Row::getEstimate)
            .reversed().thenComparing(FrequentItemsSketch.Row::getItem));
        final int count = Math.min(most, rows.length);
        for (int i = 0; i < count; i++) {
            final Address address = rows[i].getItem();
            block.setAddress(ADDRESS + i * STRIDE, address.high(), address.low());
            block.setLong(COUNT + i * STRIDE, packets.getUpperBound(address));
            block.setLong(BYTECOUNT + i * STRIDE, bytes.getUpperBound(address));
        }
        unlisted(rows, count, byBytes);
        return count;
    }

    /** In the order of the rows the next one has most; by the other number whatever is not listed. */
    private void unlisted(FrequentItemsSketch.Row<Address>[] rows, int count, boolean byBytes) {
        final Set<Address> listed = new HashSet<>();
        for (int i = 0; i < count; i++) {
            listed.add(rows[i].getItem());
        }
        final long next = count < rows.length ? rows[count].getUpperBound() : 0;
        long other = 0;
        for (FrequentItemsSketch.Row<Address> row : (byBytes ? packets : bytes).getFrequentItems(0,
                ErrorType.NO_FALSE_NEGATIVES)) {
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
        packets = new FrequentItemsSketch<>(size);
        bytes = new FrequentItemsSketch<>(size);
    }

    @Override
    public void save(StateWriter state) {
        save(state, packets);
        save(state, bytes);
    }

    private void save(StateWriter state, FrequentItemsSketch<Address> sketch) {
        final byte[] image = sketch.toByteArray(bytesOfAddresses);
        state.putInt(image.length);
        state.putBytes(image);
    }

    @Override
    public void restore(StateReader state) {
        packets = restored(state);
        bytes = restored(state);
    }

    private FrequentItemsSketch<Address> restored(StateReader state) {
        final byte[] image = state.getBytes(state.getInt());
        return FrequentItemsSketch.getInstance(MemorySegment.ofArray(image), bytesOfAddresses);
    }
}
