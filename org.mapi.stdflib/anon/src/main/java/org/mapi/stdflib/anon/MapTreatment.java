package org.mapi.stdflib.anon;

import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;

/** MAP: values become 1, 2, 3, ... in the order in which they are first seen; IPv6 addresses 2001:db8::1, 2001:db8::2, ... */
class MapTreatment extends Treatment {
    /** First half of the addresses that are kept for documentation. */
    static final long DOCUMENTATION = 0x2001_0db8_0000_0000L;
    private final MappingTable table;
    private final MappingTable wide;
    private long misfits;

    /**
     * Numbers by tables that several instances may share.
     *
     * @param table for numbers and IPv4 addresses
     * @param wide  for IPv6 addresses; null for a field that is none
     */
    MapTreatment(MappingTable table, MappingTable wide) {
        this.table = table;
        this.wide = wide;
    }

    /**
     * A number for a value seen for the first time.
     *
     * @param known how many there were before
     * @param bits  width of the field
     */
    long fresh(int known, int bits) {
        return known + 1L;
    }

    /** A number for a value that no table remembers. */
    long forgotten(int bits) {
        return 0;
    }

    private long mapped(MappingTable in, long high, long low, int bits) {
        final long known = in.get(high, low);
        if (known != MappingTable.NONE) {
            return known;
        }
        if (in.isFull()) {
            misfits++;
            return forgotten(bits);
        }
        final long value = fresh(in.size(), bits);
        in.put(high, low, value);
        return value;
    }

    @Override
    long number(long value, int bits) {
        return mapped(table, 0, value, bits);
    }

    @Override
    void address(AddressWords address) {
        if (address.wide) {
            address.low = mapped(wide, address.high, address.low, Integer.SIZE);
            address.high = DOCUMENTATION;
        } else {
            address.low = mapped(table, 0, address.low, Integer.SIZE);
        }
    }

    @Override
    int content(byte[] content, int length, int most, boolean text) {
        return length;
    }

    @Override
    long misfits() {
        return misfits;
    }

    void save(StateWriter state) {
        table.save(state);
        if (wide != null) {
            wide.save(state);
        }
    }

    void restore(StateReader state) {
        table.restore(state);
        if (wide != null) {
            wide.restore(state);
        }
    }
}
