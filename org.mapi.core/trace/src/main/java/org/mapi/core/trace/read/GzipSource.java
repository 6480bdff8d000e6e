package org.mapi.core.trace.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates a gzip stream (RFC 1952) of one or several members, without waiting and without allocating. Zeros behind the last
 * member are padding; anything else there is an error.
 */
final class GzipSource implements ByteSource {
    private static final int INPUT_LENGTH = Chunk.LENGTH;
    private static final int FIXED_HEADER_LENGTH = 10;
    private static final int TRAILER_LENGTH = 8;
    private static final int MAGIC_FIRST = 0x1f;
    private static final int MAGIC_SECOND = 0x8b;
    private static final int DEFLATE = 8;
    private static final int FLAG_CHECK = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;

    private static final int STARVED = -2;

    private enum State { BETWEEN, HEADER, EXTRA_LENGTH, EXTRA, NAME, COMMENT, CHECK, BODY, TRAILER, PADDING }

    private final ByteSource source;
    private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final Inflater inflater = new Inflater(true);
    private final CRC32 check = new CRC32();
    private State state = State.HEADER;
    private int flags;
    private int skip;
    private long inflated;

    /**
     * Starts a stream.
     *
     * @param source what delivers the compressed bytes
     * @param start  bytes already taken from it, at most {@link Chunk.LENGTH}
     */
    GzipSource(ByteSource source, ByteBuffer start) {
        this.source = source;
        input.put(start).flip();
    }

    /** Whether bytes start a gzip stream. */
    static boolean matches(int first, int second) {
        return (first & 0xff) == MAGIC_FIRST && (second & 0xff) == MAGIC_SECOND;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (true) {
            if (state == State.BODY) {
                int count = inflate(into);
                if (count != 0) {
                    return count == STARVED ? 0 : count;
                }
            } else if (state == State.BETWEEN || state == State.PADDING) {
                if (!input.hasRemaining()) {
                    int count = refill();
                    if (count <= 0) {
                        return count;
                    }
                }
                between();
            } else if (!step()) {
                return 0;
            }
        }
    }

    /** Looks at what follows a member: another one, or zeros to the end. */
    private void between() throws IOException {
        if (state == State.BETWEEN && input.get(input.position()) != 0) {
            state = State.HEADER;
            return;
        }
        state = State.PADDING;
        while (input.hasRemaining()) {
            if (input.get() != 0) {
                throw wrong("no gzip member and no padding follows the last member");
            }
        }
    }

    /** Goes on in a header or trailer; false when bytes are missing now. */
    private boolean step() throws IOException {
        switch (state) {
            case HEADER -> {
                return header();
            }
            case EXTRA_LENGTH -> {
                if (!have(2)) {
                    return false;
                }
                skip = input.getShort() & 0xffff;
                state = State.EXTRA;
            }
            case EXTRA -> {
                return extra();
            }
            case NAME, COMMENT -> {
                if (!have(1)) {
                    return false;
                }
                if (input.get() == 0) {
                    after(state == State.NAME ? FLAG_NAME : FLAG_COMMENT);
                }
            }
            case CHECK -> {
                if (!have(2)) {
                    return false;
                }
                input.getShort();
                after(FLAG_CHECK);
            }
            default -> {
                return trailer();
            }
        }
        return true;
    }

    private boolean extra() throws IOException {
        if (skip > 0 && !have(1)) {
            return false;
        }
        int count = Math.min(skip, input.remaining());
        input.position(input.position() + count);
        skip -= count;
        if (skip == 0) {
            after(FLAG_EXTRA);
        }
        return true;
    }

    private boolean header() throws IOException {
        if (!have(FIXED_HEADER_LENGTH)) {
            return false;
        }
        if (!matches(input.get(), input.get()) || input.get() != DEFLATE) {
            throw wrong("no gzip member starts here");
        }
        flags = input.get();
        input.position(input.position() + FIXED_HEADER_LENGTH - 4);
        after(0);
        return true;
    }

    /** Goes to the next part of the header that is there; parts come in the order of this method. */
    private void after(int done) {
        flags &= ~done;
        if ((flags & FLAG_EXTRA) != 0) {
            state = State.EXTRA_LENGTH;
        } else if ((flags & FLAG_NAME) != 0) {
            state = State.NAME;
        } else if ((flags & FLAG_COMMENT) != 0) {
            state = State.COMMENT;
        } else if ((flags & FLAG_CHECK) != 0) {
            state = State.CHECK;
        } else {
            state = State.BODY;
            inflater.reset();
            check.reset();
            inflated = 0;
        }
    }

    /** Inflates into the buffer: bytes written, 0 when the member is finished, or STARVED. */
    private int inflate(ByteBuffer into) throws IOException {
        while (true) {
            if (inflater.needsInput()) {
                if (!have(1)) {
                    return STARVED;
                }
                inflater.setInput(input);
            }
            int start = into.position();
            int count;
            try {
                count = inflater.inflate(into);
            } catch (DataFormatException e) {
                throw wrong("gzip data is corrupt: " + e.getMessage());
            }
            if (inflater.finished()) {
                state = State.TRAILER;
            } else if (inflater.needsDictionary()) {
                throw wrong("gzip data asks for a dictionary");
            }
            if (count > 0) {
                int limit = into.limit();
                into.position(start).limit(start + count);
                check.update(into);
                into.limit(limit);
                inflated += count;
                return count;
            }
            if (state == State.TRAILER) {
                return 0;
            }
        }
    }

    private boolean trailer() throws IOException {
        if (!have(TRAILER_LENGTH)) {
            return false;
        }
        int expectedCheck = input.getInt();
        int expectedLength = input.getInt();
        if (expectedCheck != (int) check.getValue() || expectedLength != (int) inflated) {
            throw wrong("gzip check fails: crc=" + Integer.toHexString((int) check.getValue()) + ", recorded="
                + Integer.toHexString(expectedCheck) + ", length=" + (inflated & 0xffffffffL) + ", recorded="
                + (expectedLength & 0xffffffffL));
        }
        state = State.BETWEEN;
        return true;
    }

    /** Makes sure that so many bytes are in the input buffer; false when they are not there yet. */
    private boolean have(int count) throws IOException {
        while (input.remaining() < count) {
            int read = refill();
            if (read == 0) {
                return false;
            }
            if (read < 0) {
                throw wrong("gzip data is cut");
            }
        }
        return true;
    }

    private int refill() throws IOException {
        input.compact();
        try {
            return source.read(input);
        } finally {
            input.flip();
        }
    }

    private IOException wrong(String what) {
        return new CorruptSourceException(where(what));
    }

    private String where(String what) {
        return what + " (compressed byte " + (source.position() - input.remaining()) + ")";
    }

    @Override
    public long position() {
        return source.position();
    }

    @Override
    public boolean live() {
        return source.live();
    }

    @Override
    public void await(long nanos) {
        source.await(nanos);
    }

    @Override
    public void close() {
        inflater.end();
        source.close();
    }
}
