package org.mapi.memif;

import java.util.List;
import org.mapi.memif.internal.wire.BufferDescriptor;
import org.mapi.memif.internal.wire.RingDescriptor;

/** Rings as text. What stands in shared memory is printed, not believed. */
final class RingDump {
    private static final int SHOWN = 4;

    private RingDump() {
    }

    static String of(final Memif memif, final List<ReceiveRing> receivers, final List<TransmitRing> transmitters) {
        final StringBuilder text = new StringBuilder(256);
        text.append("interface ").append(memif.options().id()).append(' ').append(memif.options().role()).append(" on ")
                .append(memif.socket().filename()).append(memif.isConnected() ? " connected" : " disconnected").append('\n');
        for (final ReceiveRing ring : receivers) {
            ring(text, "rx", ring);
            text.append("  cursor ").append(ring.cursor).append(" returned ").append(ring.returned).append(" held ")
                    .append(ring.held())
                    .append('\n');
            slots(text, ring, ring.cursor);
        }
        for (final TransmitRing ring : transmitters) {
            ring(text, "tx", ring);
            text.append("  published ").append(ring.published).append(" reserved ").append(ring.reserved).append('\n');
            slots(text, ring, ring.published);
        }
        return text.toString();
    }

    private static void ring(final StringBuilder text, final String direction, final Ring ring) {
        text.append(direction).append(' ').append(ring.index).append(" region ").append(ring.region).append(" size ")
                .append(ring.size)
                .append(" cookie 0x").append(Integer.toHexString(RingDescriptor.cookie(ring.memory, ring.at)))
                .append(" flags ").append(RingDescriptor.flags(ring.memory, ring.at))
                .append(" head ").append(RingDescriptor.counterAcquire(ring.memory, ring.at + RingDescriptor.HEAD))
                .append(" tail ").append(RingDescriptor.counterAcquire(ring.memory, ring.at + RingDescriptor.TAIL))
                .append(" event fd ").append(ring.event.fd()).append('\n');
    }

    private static void slots(final StringBuilder text, final Ring ring, final int from) {
        for (int i = 0; i < Math.min(SHOWN, ring.size); i++) {
            final int slot = from + i & ring.mask;
            final long at = ring.descriptors + ((long) slot << BufferDescriptor.LOG2_LENGTH);
            final long first = ring.memory.get(Ring.WORD, at);
            final long second = ring.memory.get(Ring.WORD, at + BufferDescriptor.SECOND_WORD);
            text.append("  slot ").append(slot).append(" flags ").append((int) first & 0xffff)
                    .append(" region ").append(BufferDescriptor.region(first)).append(" offset ")
                            .append(BufferDescriptor.offset(second))
                    .append(" length ").append(BufferDescriptor.length(first)).append('\n');
        }
    }
}
