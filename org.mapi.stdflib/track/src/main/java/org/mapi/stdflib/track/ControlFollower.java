package org.mapi.stdflib.track;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;

/**
 * Puts the lines of control connections together, each direction by itself, whatever segments they come in, and has them read.
 * Segments that come early wait for those before them, {@link EarlySegments}; behind one that never comes, or is cut by the
 * capture, lines are read again from the next line end on. What is sent again is read once.
 */
final class ControlFollower implements AutoCloseable {
    /** Most directions of connections that are followed. */
    static final int MOST = 1024;
    private static final long PATIENCE = 600_000_000_000L;
    /** Bytes that are taken out of a packet at a time. */
    private static final int PIECE = 256;
    /** Length of a buffer whose line has to end before the next one is read. */
    private static final int SKIPPING = -1;

    private final AnnouncementReader reader;
    private final Announcer announcer;
    private final Counters counters;
    private final StreamBuffers buffers;
    private final EarlySegments early = new EarlySegments();
    private final byte[] piece = new byte[PIECE];

    ControlFollower(AnnouncementReader reader, Expectations expectations, Counters counters) {
        this.reader = reader;
        this.counters = counters;
        this.announcer = new Announcer(expectations);
        this.buffers = new StreamBuffers(MOST, PATIENCE, counters, early::end);
    }

    /** Sees a packet of a control connection. */
    void follow(Layers layers, long now) {
        if (layers.protocol() != IpProtocol.TCP) {
            return;
        }
        final int length = layers.payloadWireLength();
        int buffer = buffers.find(layers, now);
        if (length == 0) {
            return;
        }
        final int sequence = StreamBuffers.sequence(layers);
        if (buffer == StreamBuffers.NONE) {
            buffer = buffers.open(layers, now);
            buffers.next(buffer, sequence);
        }
        buffers.touch(buffer, now);
        announcer.set(layers, now);
        if (!waits(layers, buffer, sequence, now)) {
            take(layers, buffer, sequence);
        }
    }

    /** Takes a segment now, whatever came before. */
    private void take(Layers layers, int buffer, int sequence) {
        final int length = layers.payloadWireLength();
        int seen = buffers.next(buffer) - sequence;
        if (seen < 0 || seen > StreamBuffers.OLDEST) {
            skip(buffer);
            seen = 0;
        } else if (seen >= length) {
            return;
        }
        read(layers, buffer, seen);
        if (layers.payloadLength() < length) {
            skip(buffer);
        }
        buffers.next(buffer, sequence + length);
    }

    /** Keeps a segment that is early, or that comes while others wait. False if it is to be taken now. */
    private boolean waits(Layers layers, int buffer, int sequence, long now) {
        final int ahead = sequence - buffers.next(buffer);
        if (buffers.place(buffer) == EarlySegments.NONE && ahead > 0 && ahead < EarlySegments.WINDOW) {
            buffers.place(buffer, early.begin(buffers.next(buffer), buffer, now));
        }
        final int place = buffers.place(buffer);
        if (place == EarlySegments.NONE) {
            return false;
        }
        if (layers.payloadLength() < layers.payloadWireLength() || !early.write(place, layers, sequence)) {
            giveUp(buffer, place);
            return false;
        }
        drain(buffer, place);
        if (!early.waits(place)) {
            leave(buffer, place);
        }
        return true;
    }

    /** Reads what is in order. */
    private void drain(int buffer, int place) {
        for (int count = early.read(place, piece); count > 0; count = early.read(place, piece)) {
            split(buffer, count);
        }
    }

    /** Waits no more: reads what came, without what is missing. */
    private void giveUp(int buffer, int place) {
        while (early.waits(place)) {
            early.skip(place);
            skip(buffer);
            drain(buffer, place);
        }
        leave(buffer, place);
    }

    private void leave(int buffer, int place) {
        buffers.next(buffer, early.next(place));
        buffers.place(buffer, EarlySegments.NONE);
        early.end(place);
    }

    /** Another connection with the same ends begins: forgets what was kept of both directions. */
    void forget(Layers layers) {
        buffers.close(layers);
    }

    /** Gives up the line that has begun. */
    private void skip(int buffer) {
        if (buffers.length(buffer) != SKIPPING) {
            counters.unfollowed++;
            buffers.length(buffer, SKIPPING);
        }
    }

    private void read(Layers layers, int buffer, int from) {
        final MemorySegment segment = layers.packet().segment();
        final long base = layers.packet().offset() + layers.payloadOffset();
        for (int at = from; at < layers.payloadLength(); at += PIECE) {
            final int count = Math.min(PIECE, layers.payloadLength() - at);
            MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, base + at, piece, 0, count);
            split(buffer, count);
        }
    }

    private void split(int buffer, int count) {
        final byte[] bytes = buffers.bytes();
        final int start = StreamBuffers.start(buffer);
        final byte lineEnd = reader.lineEnd();
        int length = buffers.length(buffer);
        for (int i = 0; i < count; i++) {
            final byte next = piece[i];
            if (next == lineEnd) {
                if (length > 0) {
                    reader.line(bytes, start, start + length, announcer);
                }
                length = 0;
            } else if (length == StreamBuffers.ROOM) {
                counters.unfollowed++;
                length = SKIPPING;
            } else if (length != SKIPPING) {
                bytes[start + length++] = next;
            }
        }
        buffers.length(buffer, length);
    }

    void expire(long now) {
        for (int place = early.overdue(now); place != EarlySegments.NONE; place = early.overdue(now)) {
            final int buffer = early.owner(place);
            announcer.set(buffers.key(buffer), now);
            giveUp(buffer, place);
        }
        buffers.expire(now);
    }

    @Override
    public void close() {
        early.close();
    }
}
