package org.mapi.function;

import org.mapi.result.ResultBlock;

/**
 * An instance with one 64-bit result, for definitions whose result is Long. The author writes {@code process} and sets
 * {@link #value}; publishing, saving and restoring are done here: the result and the state slots survive an upgrade of the
 * library.
 *
 * <p>{@code reset} does nothing unless it is overridden, as some numbers have no start to go back to (GAP): a counter overrides
 * it with {@code value = 0}.
 */
public abstract class ScalarInstance implements FunctionInstance {
    /** The result; plain, because only the agent's thread uses it. */
    protected long value;
    private final long[] slots;

    /** An instance without state slots. */
    protected ScalarInstance() {
        this(0);
    }

    /**
     * An instance with state slots, all zero at first.
     *
     * @param slots how many, 0 to 1024
     */
    protected ScalarInstance(int slots) {
        this.slots = new long[slots];
    }

    /** The current result. Agent's thread only. */
    public final long value() {
        return value;
    }

    /** A state slot. */
    protected final long state(int slot) {
        return slots[slot];
    }

    /** Sets a state slot. */
    protected final void state(int slot, long newValue) {
        slots[slot] = newValue;
    }

    @Override
    public void publish(ResultBlock block) {
        block.setLong(0, value);
    }

    @Override
    public void save(StateWriter state) {
        state.putLong(value);
        state.putInt(slots.length);
        for (long slot : slots) {
            state.putLong(slot);
        }
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        value = state.getLong();
        final int saved = state.getInt();
        for (int i = 0; i < saved; i++) {
            final long slot = state.getLong();
            if (i < slots.length) {
                slots[i] = slot;
            }
        }
    }
}
