package org.mapi.run.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.mapi.capture.CaptureFilter;

/**
 * What somebody would write who wants nothing but a count: a loop over the records of a little-endian pcap file in one reused
 * native buffer of the trace driver's size. No batches, no packet object, no plan, no results, no checks.
 */
final class BareLoop {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int CAPTURED = 8;
    private static final int WIRE = 12;
    private static final int CHUNK = 256 * 1024;
    private static final int LONGEST_RECORD = 512 * 1024;

    /** Packets counted by the last run. */
    private long packets;
    /** Bytes on the wire counted by the last run. */
    private long bytes;

    /**
     * Runs over a file.
     *
     * @param file   little-endian pcap, whole
     * @param filter what to count; null: everything
     */
    void run(Path file, CaptureFilter filter) throws IOException {
        packets = 0;
        bytes = 0;
        try (Arena arena = Arena.ofShared();
             FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final MemorySegment segment = arena.allocate(LONGEST_RECORD + CHUNK, 64);
            final ByteBuffer view = segment.asByteBuffer();
            channel.position(FILE_HEADER);
            int rest = 0;
            while (true) {
                view.limit(rest + CHUNK).position(rest);
                final int read = channel.read(view);
                if (read < 0) {
                    return;
                }
                final int end = rest + read;
                final int at = filter == null ? count(segment, end) : count(segment, end, filter);
                rest = end - at;
                MemorySegment.copy(segment, at, segment, 0, rest);
            }
        }
    }

    private int count(MemorySegment segment, int end) {
        int at = 0;
        long counted = 0;
        long length = 0;
        while (end - at >= RECORD_HEADER) {
            final int captured = segment.get(INT, at + CAPTURED);
            if (captured > end - at - RECORD_HEADER) {
                break;
            }
            counted++;
            length += segment.get(INT, at + WIRE);
            at += RECORD_HEADER + captured;
        }
        packets += counted;
        bytes += length;
        return at;
    }

    private int count(MemorySegment segment, int end, CaptureFilter filter) {
        int at = 0;
        while (end - at >= RECORD_HEADER) {
            final int captured = segment.get(INT, at + CAPTURED);
            if (captured > end - at - RECORD_HEADER) {
                break;
            }
            final int wire = segment.get(INT, at + WIRE);
            if (filter.run(segment, at + RECORD_HEADER, captured, wire) != 0) {
                packets++;
                bytes += wire;
            }
            at += RECORD_HEADER + captured;
        }
        return at;
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }
}
