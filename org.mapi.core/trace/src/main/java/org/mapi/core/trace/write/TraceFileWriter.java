package org.mapi.core.trace.write;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.locks.LockSupport;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.TraceWriter;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;

/** Buffers whole records and brings them to a channel; the formats are the subclasses. */
public abstract class TraceFileWriter implements TraceWriter {
    /** Most bytes of a packet that are written. */
    public static final int MAXIMUM_CAPTURE_LENGTH = 262_144;

    /** Little-endian numbers at any address: what all formats here are written in, except parts of ERF. */
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /** Little-endian numbers at any address. */
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /** Little-endian numbers at any address. */
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final long NANOS_PER_SECOND = 1_000_000_000;

    /** A channel that takes nothing for so many milliseconds in a row is broken. */
    private static final int MAXIMUM_IDLE = 5_000;
    private static final long IDLE_NANOS = 1_000_000;
    /** The largest packet with its headers always fits into an empty buffer. */
    private static final int BUFFER_LENGTH = MAXIMUM_CAPTURE_LENGTH + 128 * 1024;
    /** An encoder may write so many bytes behind its record. */
    private static final int SLACK = 8;

    /** Where records are encoded. */
    final MemorySegment buffer;
    /** Most bytes of a packet in this file. */
    final int snapLength;

    private final Arena arena = Arena.ofShared();
    private final ByteBuffer view;
    private final WritableByteChannel channel;
    private final long start;
    private boolean begun;
    private int used;
    private long drained;
    private long packets;
    private IOException failure;
    private boolean closed;

    /**
     * Creates the writer; the subclass then writes the header by {@link #begin}.
     *
     * @param channel       where it goes
     * @param captureLength snap length; anything outside 1 to {@value #MAXIMUM_CAPTURE_LENGTH} becomes the latter
     */
    TraceFileWriter(WritableByteChannel channel, int captureLength) throws IOException {
        this.channel = channel;
        snapLength = captureLength < 1 || captureLength > MAXIMUM_CAPTURE_LENGTH ? MAXIMUM_CAPTURE_LENGTH : captureLength;
        start = channel instanceof FileChannel file ? position(file) : 0;
        buffer = arena.allocate(BUFFER_LENGTH + SLACK, 64);
        view = buffer.asByteBuffer();
    }

    /** Where a file is; a pipe has no position. */
    private static long position(FileChannel file) {
        try {
            return file.position();
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * Bytes that a packet takes, whatever goes before it included.
     *
     * @throws MapiException MAPI_LINK_TYPE when it cannot be written here
     */
    abstract int encodedLength(Packet packet);

    /** Encodes a packet at a place in the buffer that has room. */
    abstract void encode(Packet packet, int at);

    /** Length of the record at a place in the buffer. */
    abstract int recordLength(int at);

    /** Whether the record at a place in the buffer is a packet. */
    boolean isPacket(int at) {
        return true;
    }

    /** Writes a header that is already encoded at the start of the buffer. */
    final void begin(int headerLength) throws IOException {
        boolean done = false;
        try {
            used = headerLength;
            drain();
            begun = true;
            done = true;
        } finally {
            if (!done) {
                arena.close();
            }
        }
    }

    /** Bytes of a packet that go into the file. */
    final int captured(Packet packet) {
        return Math.min(packet.captureLength(), snapLength);
    }

    /** The error for a packet that does not fit into the file. */
    static MapiException wrongLinkType(int linkType, String expected) {
        return new MapiException(MapiError.MAPI_LINK_TYPE, "link type " + LinkType.name(linkType) + " (" + linkType
            + ") does not fit into this trace, expected " + expected);
    }

    @Override
    public final void write(Packet packet) throws IOException {
        requireUsable();
        int length = encodedLength(packet);
        if (length > BUFFER_LENGTH - used) {
            drain();
        }
        encode(packet, used);
        used += length;
        packets++;
    }

    @Override
    public final long length() {
        return drained + used;
    }

    @Override
    public final long packets() {
        return packets;
    }

    @Override
    public final void flush() throws IOException {
        requireUsable();
        drain();
    }

    private void requireUsable() throws IOException {
        if (failure != null) {
            throw new IOException("the trace was given up: " + failure.getMessage(), failure);
        }
        if (closed) {
            throw new IOException("the trace is closed");
        }
    }

    private void drain() throws IOException {
        view.limit(used).position(0);
        int idle = 0;
        try {
            while (view.hasRemaining()) {
                if (channel.write(view) > 0) {
                    idle = 0;
                } else if (++idle > MAXIMUM_IDLE) {
                    throw new IOException("the channel takes no more bytes");
                } else {
                    LockSupport.parkNanos(this, IDLE_NANOS);
                }
            }
        } catch (IOException e) {
            failure = cutBack(e, view.position());
            throw failure;
        }
        drained += used;
        used = 0;
    }

    /** Cuts the file behind its last whole record. */
    private IOException cutBack(IOException reason, int written) {
        int whole = 0;
        long lost = 0;
        int at = 0;
        while (at < used) {
            // the head of the file is one record
            int length = begun ? recordLength(at) : used;
            boolean packet = begun && isPacket(at);
            at += length;
            if (at <= written) {
                whole = at;
            } else if (packet) {
                lost++;
            }
        }
        drained += whole;
        packets -= lost;
        used = 0;
        String cut = cut(reason);
        return new IOException("cannot write the trace: " + reason.getMessage() + "; " + packets + " packets in " + drained
            + " bytes are written" + cut + ", " + lost + " buffered packets are lost", reason);
    }

    private String cut(IOException reason) {
        if (!(channel instanceof FileChannel file)) {
            return "";
        }
        try {
            file.truncate(start + drained);
            return " and the file is cut there";
        } catch (IOException e) {
            reason.addSuppressed(e);
            return " but the file cannot be cut there (" + e.getMessage() + ")";
        }
    }

    @Override
    public final void close() throws IOException {
        if (closed) {
            return;
        }
        try {
            if (failure == null) {
                drain();
            }
        } finally {
            closed = true;
            arena.close();
            channel.close();
        }
    }
}
