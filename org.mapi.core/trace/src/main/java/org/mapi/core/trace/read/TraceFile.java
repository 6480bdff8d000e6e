package org.mapi.core.trace.read;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.mapi.capture.PacketBatch;
import org.mapi.core.trace.format.ErfDescriptor;

/** One trace while it is being read: where its bytes come from and the reader of its format. */
final class TraceFile implements AutoCloseable {
    /** So many bytes tell every format with a magic number, and hold the header of a pcap file. */
    private static final int SNIFFED_LENGTH = 24;
    private static final long PATIENCE_NANOS = 50_000_000;
    private static final int BYTE = 0xff;

    /** What is read. */
    final TraceInput input;
    /** Where the bytes come from. */
    final ByteSource source;
    /** Finds the records. */
    final RecordReader reader;

    private TraceFile(TraceInput input, ByteSource source, RecordReader reader) {
        this.input = input;
        this.source = source;
        this.reader = reader;
    }

    /**
     * Opens a trace: finds out what it is and reads its first header. Waits for a pipe's first bytes.
     *
     * @throws IOException            when the input cannot be opened or read
     * @throws CorruptRecordException when it is no trace or its header is wrong
     */
    static TraceFile open(TraceInput input, TraceBuffer buffer, TraceOptions options, InterfaceTable table)
        throws IOException, CorruptRecordException {
        buffer.reset();
        ByteSource source = input.open();
        boolean done = false;
        try {
            await(buffer, source, 2);
            if (buffer.remaining() >= 2 && GzipSource.matches(byteAt(buffer, 0), byteAt(buffer, 1))) {
                ByteBuffer start = ByteBuffer.allocateDirect(buffer.remaining()).put(buffer.unparsed()).flip();
                buffer.reset();
                source = new GzipSource(source, start);
            }
            await(buffer, source, SNIFFED_LENGTH);
            RecordReader reader = reader(buffer, source, options, table);
            done = true;
            return new TraceFile(input, source, reader);
        } finally {
            if (!done) {
                source.close();
            }
        }
    }

    /** Waits until so many bytes are in the buffer, or the end. */
    private static boolean await(TraceBuffer buffer, ByteSource source, int count) throws IOException {
        while (buffer.remaining() < count) {
            int read = buffer.fill(source);
            if (read < 0) {
                return false;
            }
            if (read == 0) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new IOException("interrupted while waiting for the start of the trace");
                }
                source.await(PATIENCE_NANOS);
            }
        }
        return true;
    }

    private static RecordReader reader(TraceBuffer buffer, ByteSource source, TraceOptions options, InterfaceTable table)
        throws IOException, CorruptRecordException {
        if (buffer.remaining() == 0) {
            throw new CorruptRecordException(buffer.from, "the file is empty, expected a pcap, pcapng or ERF trace");
        }
        int magic = buffer.remaining() >= Integer.BYTES ? RecordReader.get32(buffer.segment, buffer.from, false) : 0;
        TraceOptions.Format wanted = options.format();
        if (wanted == TraceOptions.Format.ERF) {
            return new ErfReader(table, options.checkLength());
        }
        if (PcapngReader.matches(magic)) {
            return new PcapngReader(table);
        }
        if (PcapReader.matches(magic) && wanted != TraceOptions.Format.PCAPNG) {
            return new PcapReader(buffer, table);
        }
        if (wanted == TraceOptions.Format.ANY && looksLikeErf(buffer, source)) {
            return new ErfReader(table, options.checkLength());
        }
        throw new CorruptRecordException(buffer.from, "this is no " + (wanted == TraceOptions.Format.ANY
            ? "pcap, pcapng or ERF" : wanted.name().toLowerCase(Locale.ROOT)) + " trace: it starts with "
            + TraceMagic.describe(magic));
    }

    private static boolean looksLikeErf(TraceBuffer buffer, ByteSource source) throws IOException {
        // the first record whole, so that its length can be checked against what follows
        int length = buffer.remaining() < SNIFFED_LENGTH ? 0
            : RecordReader.get16(buffer.segment, buffer.from + ErfDescriptor.LENGTH_OFFSET, true);
        await(buffer, source, length + SNIFFED_LENGTH);
        return ErfReader.matches(buffer);
    }

    private static int byteAt(TraceBuffer buffer, int index) {
        return buffer.segment.get(ValueLayout.JAVA_BYTE, buffer.from + index) & BYTE;
    }

    /**
     * Reads up to the first packet, so that the interfaces before it are known. A pipe is waited for until one is known.
     *
     * @param scratch an empty batch; stays empty
     */
    void prime(TraceBuffer buffer, InterfaceTable table, PacketBatch scratch) throws IOException, CorruptRecordException {
        while (reader.read(buffer, scratch, 1, Long.MIN_VALUE, true) == RecordReader.Outcome.STARVED) {
            int read = buffer.fill(source);
            if (read < 0) {
                return;
            }
            if (read == 0) {
                if (!table.isEmpty()) {
                    return;
                }
                await(buffer, source, buffer.remaining() + 1);
            }
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
