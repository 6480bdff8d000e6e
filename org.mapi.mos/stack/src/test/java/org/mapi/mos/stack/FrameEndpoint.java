package org.mapi.mos.stack;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.function.Consumer;
import org.mapi.packet.TcpFlags;

/**
 * One end of a connection that speaks in frames, as a host does: numbers of 32 bits, MSS, window scaling and selective
 * acknowledgements that it relies on. It complains of everything that a real end would notice.
 */
final class FrameEndpoint {
    private static final int WINDOW = 24_000;
    private static final int SCALE = 2;
    private static final long RESEND_AFTER = 100;
    private static final int MOST_ROUNDS = 4;

    final byte[] stream;
    final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private final int number;
    private final int initial;
    private final int longest;
    private final TcpFrames frames;
    private final Random random;
    private final Consumer<byte[]> wire;
    private int peer;
    private boolean open;
    private int peerLongest = 536;
    private long peerRoom;
    private long sent;
    private long acknowledged = -1;
    private boolean finSent;
    private boolean opening;
    private long quietSince;
    private final BitSet selected = new BitSet();
    private final byte[] received = new byte[1 << 18];
    private final BitSet present = new BitSet();
    private long expected;
    private long peerFin = -1;
    /** Received beyond the window that was announced. */
    int beyond;

    FrameEndpoint(int number, byte[] stream, TcpFrames frames, Random random, Consumer<byte[]> wire) {
        this.number = number;
        this.stream = stream;
        this.frames = frames;
        this.random = random;
        this.wire = wire;
        initial = random.nextBoolean() ? random.nextInt() : -random.nextInt(stream.length + 10);
        longest = 500 + random.nextInt(960);
    }

    private void complain(String what) {
        throw new AssertionError("end " + number + ": " + what);
    }

    boolean isDone() {
        return finSent && acknowledged > stream.length && isFinished();
    }

    private boolean isFinished() {
        return peerFin >= 0 && expected == peerFin;
    }

    void connect(long now) {
        opening = true;
        quietSince = now;
        syn(TcpFlags.SYN);
    }

    private void syn(int flags) {
        frames.options = new byte[] {2, 4, (byte) (longest >> 8), (byte) longest, 4, 2, 1, 3, 3, SCALE, 0, 0};
        frames.window = WINDOW;
        wire.accept(frames.segment(number, flags, initial, flags == TcpFlags.SYN ? 0 : peer + 1, new byte[0]));
    }

    private void emit(int flags, long from, long to) {
        final BitSet ahead = present.get((int) expected, present.length() + 1);
        final ByteBuffer options = ByteBuffer.allocate(28);
        if (!ahead.isEmpty()) {
            int blocks = 0;
            options.put((byte) 1).put((byte) 1).put((byte) 5).put((byte) 0);
            for (int start = ahead.nextSetBit(0); start >= 0 && blocks < 3; start = ahead.nextSetBit(ahead.nextClearBit(start))) {
                options.putInt(peer + 1 + (int) expected + start)
                    .putInt(peer + 1 + (int) expected + ahead.nextClearBit(start));
                blocks++;
            }
            options.put(3, (byte) (2 + 8 * blocks));
        }
        frames.options = Arrays.copyOf(options.array(), options.position());
        frames.window = WINDOW >> SCALE;
        wire.accept(frames.segment(number, flags | TcpFlags.ACK, initial + 1 + (int) from,
            peer + 1 + (int) (isFinished() ? expected + 1 : expected), Arrays.copyOfRange(stream, (int) from, (int) to)));
    }

    private int most() {
        // Room for the options of its acknowledgements is kept free, as real ends do.
        return Math.min(longest, peerLongest) - 28;
    }

    /** Does what is due. */
    void turn(long now) {
        if (!open) {
            if (opening && now - quietSince > RESEND_AFTER) {
                connect(now);
            }
            return;
        }
        for (int i = 0; i < MOST_ROUNDS && sent < stream.length && sent < acknowledged + peerRoom; i++) {
            final long to = Math.min(Math.min(stream.length, acknowledged + peerRoom), sent + 1 + random.nextInt(most()));
            final long from = sent;
            sent = to;
            emit(TcpFlags.PSH, from, to);
            quietSince = now;
        }
        if (sent == stream.length && !finSent) {
            finSent = true;
            emit(TcpFlags.FIN, sent, sent);
            quietSince = now;
        }
        if (now - quietSince > RESEND_AFTER && (acknowledged < sent || finSent && acknowledged <= stream.length)) {
            quietSince = now;
            again();
        }
    }

    /** Sends again what the other end says it has not, in other portions. */
    private void again() {
        long from = Math.max(0, acknowledged);
        for (int i = 0; i < 3 && from < sent; i++) {
            final long start = selected.nextClearBit((int) from);
            if (start >= sent) {
                break;
            }
            final int until = selected.nextSetBit((int) start);
            final long end = Math.min(until < 0 ? sent : until, start + 1 + random.nextInt(most()));
            final boolean back = random.nextInt(4) == 0;
            final long begin = back ? Math.max(Math.max(0, end - most()), start - random.nextInt(40)) : start;
            emit(finSent && end == stream.length ? TcpFlags.FIN : TcpFlags.PSH, begin, end);
            from = end;
        }
        if (finSent && acknowledged == stream.length) {
            emit(TcpFlags.FIN, stream.length, stream.length);
        }
    }

    /** A frame arrives. */
    void receive(byte[] frame, long now) {
        if (!frames.isIntact(frame)) {
            complain("a frame with a wrong checksum or length arrived");
        }
        final int flags = frames.flags(frame);
        if ((flags & TcpFlags.SYN) != 0) {
            synchronised(frame, flags);
            return;
        }
        if (!open && (flags & TcpFlags.ACK) != 0 && number == 1 && peer != 0) {
            open = true;
        }
        if (!open) {
            return;
        }
        acknowledge(frame, now);
        take(frame, flags);
    }

    private void synchronised(byte[] frame, int flags) {
        final byte[] options = frames.options(frame);
        peerLongest = (options[2] & 0xff) << 8 | options[3] & 0xff;
        peer = frames.sequence(frame);
        peerRoom = frames.window(frame);
        if ((flags & TcpFlags.ACK) == 0) {
            syn(TcpFlags.SYN | TcpFlags.ACK);
        } else if (frames.acknowledgement(frame) != initial + 1) {
            complain("the SYN was acknowledged with " + frames.acknowledgement(frame));
        } else {
            acknowledged = Math.max(0, acknowledged);
            open = true;
            emit(0, sent, sent);
        }
    }

    private void acknowledge(byte[] frame, long now) {
        final long position = acknowledged + (frames.acknowledgement(frame) - (initial + 1) - (int) acknowledged);
        if (position > sent + (finSent ? 1 : 0)) {
            complain("acknowledged up to " + position + " but sent " + sent);
        }
        if (position >= acknowledged) {
            quietSince = position > acknowledged ? now : quietSince;
            acknowledged = position;
            peerRoom = (long) frames.window(frame) << SCALE;
            select(frame);
        }
    }

    private void select(byte[] frame) {
        final byte[] options = frames.options(frame);
        if (options.length >= 12 && options[2] == 5) {
            final ByteBuffer blocks = ByteBuffer.wrap(options, 4, (options[3] & 0xff) - 2);
            while (blocks.hasRemaining()) {
                final int from = blocks.getInt() - (initial + 1);
                final int to = blocks.getInt() - (initial + 1);
                if (from < 0 || to < from || to > sent) {
                    complain("bytes " + from + " to " + to + " were selected, but " + sent + " were sent");
                }
                selected.set(from, to);
            }
        }
    }

    private void take(byte[] frame, int flags) {
        final byte[] payload = frames.payload(frame);
        if (payload.length + frames.options(frame).length > longest) {
            complain("a segment of " + payload.length + " bytes and " + frames.options(frame).length
                + " of options is longer than " + longest);
        }
        final long position = expected + (frames.sequence(frame) - (peer + 1) - (int) expected);
        final boolean finished = isFinished();
        for (int i = 0; i < payload.length; i++) {
            final int at = (int) position + i;
            if (at >= expected + WINDOW) {
                beyond++;
            } else if (at >= expected) {
                // What it has acknowledged already it does not look at again.
                if (present.get(at) && received[at] != payload[i]) {
                    complain("byte " + at + " was " + received[at] + " and is now " + payload[i]);
                }
                received[at] = payload[i];
                present.set(at);
            }
        }
        final long now = present.nextClearBit((int) expected);
        got.write(received, (int) expected, (int) (now - expected));
        expected = now;
        if ((flags & TcpFlags.FIN) != 0) {
            if (peerFin >= 0 && peerFin != position + payload.length) {
                complain("the FIN was at " + peerFin + " and is now at " + (position + payload.length));
            }
            peerFin = position + payload.length;
        }
        if (payload.length > 0 || (flags & TcpFlags.FIN) != 0 || isFinished() != finished || position < expected) {
            emit(0, finSent ? stream.length : sent, finSent ? stream.length : sent);
        }
    }
}
