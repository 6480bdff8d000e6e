package org.mapi.core.tracking;

import java.util.Arrays;

/**
 * Objects by flow handle, beside a {@link FlowTable}: for those flows that need one. Memory is taken in blocks of 256 handles
 * where
 * something is stored. Used by one thread; the caller clears a flow's object when the flow ends.
 *
 * @param <T> what is stored
 */
public final class FlowColumn<T> {
    private static final int SHIFT = 8;
    private static final int MASK = (1 << SHIFT) - 1;

    private Object[][] chunks = new Object[4][];

    /** An empty column. */
    public FlowColumn() { }

    /** The flow's object; null if none was stored. */
    @SuppressWarnings("unchecked")
    public T get(int flow) {
        final int chunk = flow >>> SHIFT;
        return chunk < chunks.length && chunks[chunk] != null ? (T) chunks[chunk][flow & MASK] : null;
    }

    /**
     * Stores a flow's object.
     *
     * @param flow  handle, 0 or more
     * @param value null takes it away
     */
    public void set(int flow, T value) {
        final int chunk = flow >>> SHIFT;
        if (value == null && (chunk >= chunks.length || chunks[chunk] == null)) {
            return;
        }
        if (chunk >= chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(chunk + 1, chunks.length * 2));
        }
        if (chunks[chunk] == null) {
            chunks[chunk] = new Object[MASK + 1];
        }
        chunks[chunk][flow & MASK] = value;
    }
}
