package org.mapi.core.engine.memory;

import java.io.IOException;
import java.util.List;

/**
 * A bigger file, complete and waiting. The agent calls {@link #activate} between two batches, then the control thread
 * {@link #retire}; or the control thread alone {@link #discard} when the plan is not carried out.
 */
public final class Successor {
    /**
     * A block that goes along.
     *
     * @param slot whose
     * @param to   where it will lie
     */
    record Move(ResultSlot slot, SlotLocation to) { }

    private final ResultFile old;
    private final ResultFile next;
    private final Move[] moves;
    private final List<ResultSlot> made;
    private volatile boolean activated;

    Successor(ResultFile old, ResultFile next, List<Move> moves, List<ResultSlot> made) {
        this.old = old;
        this.next = next;
        this.moves = moves.toArray(new Move[0]);
        this.made = made;
    }

    /** The new file. Its counters and old slots are to be used from {@link #activate} on. */
    public ResultFile file() {
        return next;
    }

    /** The slot of the i-th new request. */
    public ResultSlot slot(int index) {
        return made.get(index);
    }

    /** The slots of the new requests. */
    public List<ResultSlot> slots() {
        return made;
    }

    /**
     * Moves the live blocks, values and private states included, and tells readers. All {@link ResultSlot} objects stay valid.
     * Agent's thread, between two batches, once. Copies as many bytes as the blocks have; no other work, no allocation.
     */
    public void activate() {
        for (Move move : moves) {
            move.slot().move(move.to());
        }
        old.succeed(next);
        activated = true;
    }

    boolean activated() {
        return activated;
    }

    /**
     * Deletes and unmaps the old file. Control thread, when the agent has reported that it runs the plan with the new one.
     *
     * @throws IOException when the file cannot be deleted
     */
    public void retire() throws IOException {
        old.forgetPending();
        old.dispose();
    }

    /**
     * Gives the new file up, before {@link #activate}. Control thread.
     *
     * @throws IOException when the file cannot be deleted
     */
    public void discard() throws IOException {
        old.forgetPending();
        made.forEach(ResultSlot::giveUp);
        next.dispose();
    }
}
