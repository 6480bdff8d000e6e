package org.mapi.run.launcher.mos;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ByteStream;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;

/** Writes what one side of one flow receives. */
final class StreamWriter implements MonitorApplication {
    private static final int CHUNK = 1 << 16;
    private static final int MOST_MISSING = 10_000;

    private final long wanted;
    private final Side side;
    private final OutputStream out;
    private final MemorySegment bytes = Arena.ofAuto().allocate(CHUNK);
    private final byte[] copy = new byte[CHUNK];
    private long lost;
    private long late;
    /** What was lost and has not come since: first position, and the one behind the last. */
    private final List<long[]> missing = new ArrayList<>();
    private volatile IOException failure;

    StreamWriter(long wanted, Side side, OutputStream out) {
        this.wanted = wanted;
        this.side = side;
        this.out = out;
    }

    @Override
    public void attach(Registrations on) {
        on.at(Hook.NONE, BuiltInEvent.CONN_NEW_DATA, this::write);
        on.at(Hook.NONE, BuiltInEvent.ERROR, this::write);
        on.at(Hook.RECEIVE, BuiltInEvent.REXMIT, this::repeated);
        on.at(Hook.RECEIVE, BuiltInEvent.CONN_END, this::last);
    }

    /** A segment that was acknowledged before it was captured is taken for a repetition: it comes too late. */
    private void repeated(FlowContext flow) {
        if (flow.id() == wanted && flow.side() == side) {
            final long from = flow.packet().streamOffset();
            final long to = from + flow.packet().payloadLength();
            for (long[] range : List.copyOf(missing)) {
                final long begin = Math.max(from, range[0]);
                final long end = Math.min(to, range[1]);
                if (begin < end) {
                    late += end - begin;
                    missing.remove(range);
                    lose(range[0], begin);
                    lose(end, range[1]);
                }
            }
        }
    }

    private void lose(long from, long to) {
        if (from < to && missing.size() < MOST_MISSING) {
            missing.add(new long[] {from, to});
        }
    }

    private void write(FlowContext flow) {
        if (flow.id() == wanted && flow.side() == side && failure == null) {
            drain(flow.stream(side));
        }
    }

    /** At the end what came ahead of missing bytes is written too. */
    private void last(FlowContext flow) {
        if (flow.id() == wanted && flow.side() == side && failure == null) {
            final ByteStream stream = flow.stream(side);
            drain(stream);
            for (int i = 0; i < stream.fragments(); i++) {
                if (stream.fragmentOffset(i) > stream.position()) {
                    lost += stream.fragmentOffset(i) - stream.position();
                    lose(stream.position(), stream.fragmentOffset(i));
                    stream.skipTo(stream.fragmentOffset(i));
                    drain(stream);
                }
            }
        }
    }

    private void drain(ByteStream stream) {
        try {
            int count = stream.peek(bytes);
            while (count != 0) {
                if (count > 0) {
                    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, copy, 0, count);
                    out.write(copy, 0, count);
                } else {
                    lost -= count;
                    lose(stream.position() + count, stream.position());
                }
                count = stream.peek(bytes);
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Bytes that are missing in what was written. */
    long lost() {
        return lost;
    }

    /** How many of them were captured after all, but behind the acknowledgement of what follows them. */
    long late() {
        return late;
    }

    IOException failure() {
        return failure;
    }
}
