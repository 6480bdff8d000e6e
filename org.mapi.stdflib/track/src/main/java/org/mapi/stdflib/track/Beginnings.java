package org.mapi.stdflib.track;

import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.stdflib.track.content.Content;
import org.mapi.stdflib.track.content.Recogniser;

/**
 * Has a recogniser look at payloads; where one of a stream is too short to tell, keeps it until the next segment comes. Segments
 * have to come in order: what comes early ends the attempt, which is counted; what is sent again does no harm.
 */
final class Beginnings {
    /** Most directions of connections whose beginning is kept. */
    static final int MOST = 256;
    private static final long PATIENCE = 30_000_000_000L;

    private final Recogniser recogniser;
    private final StreamBuffers buffers;
    private final Counters counters;
    private final Content content = new Content();

    Beginnings(Recogniser recogniser, Counters counters) {
        this.recogniser = recogniser;
        this.counters = counters;
        this.buffers = new StreamBuffers(MOST, PATIENCE, counters);
    }

    /** Whether a packet with a payload belongs to the application, as far as its stream is known. */
    boolean recognised(Layers layers, long now) {
        if (!recogniser.candidate(layers)) {
            return false;
        }
        final int kept = buffers.isEmpty() || layers.protocol() != IpProtocol.TCP ? StreamBuffers.NONE
            : buffers.find(layers, now);
        if (kept != StreamBuffers.NONE) {
            final int seen = buffers.next(kept) - StreamBuffers.sequence(layers);
            final boolean gap = seen < 0 || seen > StreamBuffers.OLDEST;
            if (!gap && seen >= layers.payloadWireLength()) {
                return false;   // sent again
            }
            if (!gap) {
                content.set(buffers.bytes(), StreamBuffers.start(kept), buffers.length(kept));
                content.append(layers, seen, recogniser.window());
                final int verdict = recogniser.examine(content);
                if (verdict != Recogniser.NO) {
                    return decide(verdict, kept, layers, now);
                }
            } else {
                counters.unfollowed++;
            }
            buffers.close(kept);
        }
        if (recogniser.window() > Recogniser.GLANCE) {
            content.set(layers, Recogniser.GLANCE);
            if (!recogniser.promising(content)) {
                return false;
            }
        }
        content.set(layers, recogniser.window());
        return decide(recogniser.examine(content), StreamBuffers.NONE, layers, now);
    }

    private boolean decide(int verdict, int kept, Layers layers, long now) {
        final boolean more = verdict == Recogniser.MORE && content.length() <= StreamBuffers.ROOM;
        if (more) {
            final int buffer = kept != StreamBuffers.NONE ? kept : buffers.open(layers, now);
            content.copyTo(buffers.bytes(), StreamBuffers.start(buffer));
            buffers.length(buffer, content.length());
            buffers.next(buffer, StreamBuffers.sequence(layers) + layers.payloadWireLength());
            buffers.touch(buffer, now);
        } else if (kept != StreamBuffers.NONE) {
            buffers.close(kept);
        }
        return verdict == Recogniser.YES;
    }

    void expire(long now) {
        buffers.expire(now);
    }
}
