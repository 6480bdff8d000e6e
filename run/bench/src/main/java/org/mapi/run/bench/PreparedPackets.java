package org.mapi.run.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.PacketBatch;
import org.mapi.core.trace.generate.TraceGenerator;
import org.mapi.core.trace.read.TraceDevice;
import org.mapi.core.trace.read.TraceInput;
import org.mapi.core.trace.read.TraceOptions;

/** The first packets of a trace in native memory, to be handed out again and again: what a packet costs without its reading. */
public final class PreparedPackets {
    /** A power of two; with their bytes they stay in a second-level cache, as what a reader has just read does. */
    public static final int COUNT = 1024;
    private static final long TRACE = 100_000;
    private static final int ALIGNMENT = 64;

    final MemorySegment segment;
    final long[] offset = new long[COUNT];
    final int[] captured = new int[COUNT];
    final int[] wire = new int[COUNT];
    final long[] time = new long[COUNT];

    private PreparedPackets(MemorySegment segment) {
        this.segment = segment;
    }

    /** Reads them; their memory lives as long as somebody holds them. */
    public static PreparedPackets load() throws IOException {
        final Path file = Traces.of(TRACE);
        final PreparedPackets packets = new PreparedPackets(Arena.ofAuto().allocate(COUNT * 2048L, ALIGNMENT));
        final TraceOptions options = new TraceOptions(TraceOptions.Format.PCAP, 1, TraceOptions.FULL_SPEED, 0, 0, 0, false);
        final PacketBatch batch = new PacketBatch();
        int count = 0;
        long next = 0;
        try (TraceDevice device = TraceDevice.open(file.toString(), List.of(TraceInput.of(file)), options, System::nanoTime)) {
            while (count < COUNT) {
                batch.clear();
                if (device.poll(0, batch, Math.min(PacketBatch.CAPACITY, COUNT - count)) == CaptureDevice.END) {
                    throw new IOException("the trace ended early: packets=" + count + ", expected " + COUNT);
                }
                for (int i = 0; i < batch.size(); i++) {
                    next = packets.keep(batch, i, count++, next);
                }
            }
        }
        return packets;
    }

    private long keep(PacketBatch batch, int from, int to, long at) {
        offset[to] = at;
        captured[to] = batch.captureLength(from);
        wire[to] = batch.wireLength(from);
        time[to] = batch.timestamp(from);
        MemorySegment.copy(batch.segment(from), batch.offset(from), segment, at, captured[to]);
        return at + captured[to];
    }

    /**
     * Puts some of them into a batch.
     *
     * @param first number of the first one; taken modulo their count
     */
    public void add(PacketBatch batch, long first, int count) {
        final int region = batch.region(segment);
        for (int i = 0; i < count; i++) {
            final int from = (int) (first + i) & COUNT - 1;
            batch.add(region, offset[from], captured[from], wire[from], time[from], 0, TraceGenerator.LINK_TYPE);
        }
    }
}
