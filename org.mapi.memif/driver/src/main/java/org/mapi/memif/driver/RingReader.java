package org.mapi.memif.driver;

import java.lang.foreign.MemorySegment;
import org.mapi.capture.PacketBatch;
import org.mapi.memif.MemifBuffers;
import org.mapi.memif.ReceiveQueue;

/**
 * Takes the packets of one ring. A burst of the ring is handed out where it lies, possibly over several polls, and given back
 * when all of it has been worked on. Each descriptor was read once and checked by the library; here only numbers of our own are
 * used.
 */
final class RingReader {
    /** The largest ring: no packet is ever cut, however many buffers it takes. */
    private static final int LARGEST_RING = 1 << 14;

    final ReceiveQueue queue;
    private final QueueReader owner;
    private final MemifBuffers burst = new MemifBuffers(LARGEST_RING);
    private MemorySegment memory;
    private int at;
    private int size;

    RingReader(ReceiveQueue queue, QueueReader owner) {
        this.queue = queue.keepMemory();
        this.owner = owner;
    }

    /** Gives the burst back that was handed out, if it is all worked on. */
    void giveBack() {
        if (size > 0 && at == size) {
            queue.refill(size, 0);
            at = 0;
            size = 0;
        }
    }

    /** Adds packets to the batch, up to a limit; how many. */
    int fill(PacketBatch batch, int limit) {
        if (at == size && !receive(limit)) {
            return 0;
        }
        if (memory != burst.memory()) {
            memory = burst.memory();
            owner.regionChanged(batch);
        }
        final int region = batch.region(memory);
        final long now = owner.clock.nanos();
        final int longest = owner.maxFrame;
        final int before = batch.size();
        int next = at;
        while (next < size && batch.size() - before < limit) {
            final int length = burst.length(next);
            if (burst.hasNext(next) && next + 1 < size) {
                final int end = chain(batch, next, now);
                if (end == next) {
                    break;
                }
                next = end;
            } else {
                if (length - 1 < longest && length > 0) {
                    batch.add(region, burst.offset(next), length, length, now, 0, owner.linkType);
                } else {
                    owner.refuse(length);
                }
                next++;
            }
        }
        at = next;
        return batch.size() - before;
    }

    private boolean receive(int limit) {
        giveBack();
        at = 0;
        size = Math.max(0, queue.receiveWhole(burst, limit));
        return size > 0;
    }

    /** Copies a packet of several buffers; the index behind it, or start if there is no room for it now. */
    private int chain(PacketBatch batch, int start, long now) {
        int end = start;
        long length = burst.length(end);
        while (burst.hasNext(end) && end + 1 < size) {
            end++;
            length += burst.length(end);
        }
        end++;
        if (length == 0 || length > owner.maxFrame) {
            owner.refuse(length);
            return end;
        }
        final long to = owner.claim((int) length);
        if (to < 0) {
            return start;
        }
        final MemorySegment room = owner.room();
        try {
            long into = to;
            for (int i = start; i < end; i++) {
                MemorySegment.copy(memory, burst.offset(i), room, into, burst.length(i));
                into += burst.length(i);
            }
        } catch (InternalError shrunk) {
            // the peer has taken its memory away; the next receive ends the connection
            owner.refuse(0);
            return end;
        }
        batch.add(batch.region(room), to, (int) length, (int) length, now, 0, owner.linkType);
        owner.copied();
        return end;
    }

    /** Lets go of everything. */
    void close() {
        queue.letGo();
    }
}
