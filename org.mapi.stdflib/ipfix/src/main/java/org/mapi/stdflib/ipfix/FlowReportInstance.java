package org.mapi.stdflib.ipfix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.mapi.core.tracking.meter.FlowMeter;
import org.mapi.core.tracking.meter.FlowMeterOptions;
import org.mapi.core.tracking.meter.FlowReason;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.RecordReader;
import org.mapi.function.ResultReader;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ExportDatagram;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultQueue;

/** Meters packets and exports flows. */
final class FlowReportInstance implements FunctionInstance {
    private static final int RECORD_HEADER = 16;
    private static final int MOST_AT_ONCE = 10_000;
    /** Flows that fit a datagram for sure, and packets that may fill one. */
    private static final int FLOWS_PER_DATAGRAM = 4;
    private static final int SPARE_DATAGRAMS = 2;
    private static final long AFTER_END = TimeUnit.SECONDS.toNanos(1);
    /** A datagram that is not full is not held back for longer. */
    private static final long OLDEST_RECORD = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

    private final ReportOptions options;
    private final FlowMeterOptions meterOptions;
    private Arena arena;
    private FlowMeter meter;
    private ReportDatagrams datagrams;
    private ResultQueue queue;
    private CollectorSender sender;
    private long number;
    private long flows;
    private long unreported;
    private long evictedBefore;
    private long strayBefore;

    FlowReportInstance(ReportOptions options) {
        this.options = options;
        meterOptions = new FlowMeterOptions(options.table()).bidirectional(options.biflow()).vlan(options.vlan())
            .inner(options.inner()).countIpBytes(true).idleTimeout(options.idle()).activeTimeout(options.active())
            .endTimeout(AFTER_END);
    }

    @Override
    public void init(InstanceContext context) {
        final int longest = ExportDatagramDescriptor.HEADER_LENGTH + ReportDatagrams.LONGEST;
        queue = context.queue((long) options.datagrams() * (longest + RECORD_HEADER), longest);
        arena = Arena.ofShared();
        final MemorySegment memory = arena.allocate(2L * ReportDatagrams.LONGEST);
        meter = new FlowMeter(meterOptions, this::report);
        byte[] templates = {};
        if (options.format() == ReportFormat.NETFLOW_V5) {
            datagrams = new NetflowV5Datagrams(memory, this::emit, options.domain());
        } else {
            final boolean tcp = options.transport() != null && options.transport().tcp();
            final TemplateDatagrams made = new TemplateDatagrams(memory, this::emit, options.format() == ReportFormat.IPFIX,
                options.biflow(), options.elements(), tcp ? Long.MAX_VALUE : options.refresh(), options.domain());
            templates = made.templates();
            datagrams = made;
        }
        if (options.transport() != null) {
            sender = new CollectorSender(options.transport(), openReader(), templates, !options.live());
            if (!context.replacing()) {
                sender.start();
            }
        }
    }

    @Override
    public boolean process(Packet packet) {
        datagrams.time(packet.timestamp());
        meter.meter(packet);
        return true;
    }

    private void report(FlowMeter from, int flow, FlowReason reason) {
        flows++;
        if (!datagrams.add(from, flow, reason)) {
            unreported++;
        }
    }

    private void emit(int length, int records) {
        number++;
        final int bytes = ExportDatagramDescriptor.HEADER_LENGTH + length;
        final long at = queue.claim(bytes);
        if (at < 0) {
            queue.lost(1);
            unreported += records;
            return;
        }
        ExportDatagramDescriptor.write(queue.segment(), at, number, flows, unreported, evictedBefore + meter.evicted(),
            strayBefore + meter.strayFragments(), datagrams.memory, length);
        queue.commit();
    }

    @Override
    public void timer(long now) {
        datagrams.time(now);
        meter.expire(now, options.live() ? MOST_AT_ONCE : Math.min(MOST_AT_ONCE, room()));
        datagrams.flush(OLDEST_RECORD);
    }

    @Override
    public int capacity() {
        return options.live() ? Integer.MAX_VALUE : room();
    }

    private int room() {
        return Math.max(0, queue.free() - SPARE_DATAGRAMS) * FLOWS_PER_DATAGRAM;
    }

    @Override
    public boolean drain() {
        meter.flush(options.live() ? MOST_AT_ONCE : Math.min(MOST_AT_ONCE, room()));
        return meter.size() == 0;
    }

    @Override
    public void end() {
        meter.flush();
        datagrams.flush(0);
        queue.end();
    }

    @Override
    public void reset() {
        meter = new FlowMeter(meterOptions, this::report);
        flows = 0;
        unreported = 0;
        evictedBefore = 0;
        strayBefore = 0;
    }

    @Override
    public void cleanup() {
        if (sender != null) {
            sender.stop(PATIENCE);
        }
        if (arena != null) {
            arena.close();
        }
    }

    @Override
    public void save(StateWriter state) {
        meter.flush();
        datagrams.flush(0);
        if (sender != null) {
            sender.stop(PATIENCE);
        }
        state.putLong(number);
        state.putLong(flows);
        state.putLong(unreported);
        state.putLong(evictedBefore + meter.evicted());
        state.putInt(datagrams.sequence);
        state.putLong(sender == null ? 0 : sender.sent());
        state.putLong(strayBefore + meter.strayFragments());
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        number = state.getLong();
        flows = state.getLong();
        unreported = state.getLong();
        evictedBefore = state.getLong();
        datagrams.sequence = state.getInt();
        final long sent = state.getLong();
        strayBefore = state.remaining() >= Long.BYTES ? state.getLong() : 0;
        if (sender != null) {
            sender.sentBefore(sent);
            sender.start();
        }
    }

    @Override
    public ResultReader<ExportDatagram> openReader() {
        return new RecordReader<>(queue.reader(), ExportDatagramDescriptor::read);
    }
}
