package org.mapi.core.engine.support;

import java.util.concurrent.atomic.AtomicInteger;
import org.mapi.function.FunctionInstance;
import org.mapi.packet.Packet;

/** Takes packets as long as there is room, which a test gives; throws when it is given more than it has said it takes. */
public final class Bucket implements FunctionInstance {
    private final AtomicInteger room;

    /** A bucket with so much room. */
    public Bucket(AtomicInteger room) {
        this.room = room;
    }

    @Override
    public boolean process(Packet packet) {
        if (room.decrementAndGet() < 0) {
            throw new IllegalStateException("polled beyond the capacity");
        }
        return true;
    }

    @Override
    public int capacity() {
        return room.get();
    }
}
