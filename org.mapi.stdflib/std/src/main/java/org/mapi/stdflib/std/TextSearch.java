package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/** Finds byte strings in memory. Never allocates; time grows with the length searched only, whatever is searched for. */
interface TextSearch {
    /** Eight bytes, the first one lowest. */
    ValueLayout.OfLong EIGHT = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /** Four bytes, the first one lowest. */
    ValueLayout.OfInt FOUR = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /** So many strings are searched for one after the other. */
    int FEW = 3;

    /** Whether one of the strings lies within {@code length} bytes from {@code start}. */
    boolean find(MemorySegment segment, long start, int length);

    /**
     * A search for any of some strings.
     *
     * @param strings each at least one byte long
     * @throws IllegalArgumentException when they are too long together
     */
    static TextSearch of(List<byte[]> strings) {
        if (strings.size() == 1) {
            return new OneTextSearch(strings.get(0));
        }
        if (strings.size() > FEW) {
            return new ManyTextSearch(strings);
        }
        final TextSearch[] searches = strings.stream().map(OneTextSearch::new).toArray(TextSearch[]::new);
        return (segment, start, length) -> {
            for (TextSearch search : searches) {
                if (search.find(segment, start, length)) {
                    return true;
                }
            }
            return false;
        };
    }
}
