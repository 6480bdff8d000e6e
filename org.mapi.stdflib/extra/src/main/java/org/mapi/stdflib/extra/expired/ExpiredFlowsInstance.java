package org.mapi.stdflib.extra.expired;

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
import org.mapi.result.ExpiredFlow;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultQueue;

/** Meters packets and writes a report for each flow that has ended. */
final class ExpiredFlowsInstance implements FunctionInstance {
    /** Bytes of the queue's own header in front of a record. */
    private static final int RECORD_HEADER = 16;
    private static final int MOST_AT_ONCE = 10_000;
    /** A packet may end its flow and drive another one out of the table. */
    private static final int REPORTS_PER_PACKET = 2;

    private final int room;
    private final int least;
    private final boolean live;
    private final FlowMeterOptions options;
    private final ExpiredCounters counters = new ExpiredCounters();
    private FlowMeter meter;
    private ResultQueue queue;

    ExpiredFlowsInstance(int room, int least, int mode, long idle, long active, int table, boolean live) {
        this.room = room;
        this.least = least;
        this.live = live;
        options = new FlowMeterOptions(table).bidirectional((mode & 1) != 0).inner((mode & 2) != 0).vlan(true).countTags(false)
            .idleTimeout(idle).activeTimeout(active);
    }

    @Override
    public void init(InstanceContext context) {
        queue = context.queue((long) room * (ExpiredFlowDescriptor.LENGTH + RECORD_HEADER), ExpiredFlowDescriptor.LENGTH);
        meter = new FlowMeter(options, this::report);
    }

    @Override
    public boolean process(Packet packet) {
        meter.meter(packet);
        return true;
    }

    private void report(FlowMeter from, int flow, FlowReason reason) {
        final long packets = from.packets(flow, FlowMeter.FORWARD) + from.packets(flow, FlowMeter.REVERSE);
        counters.expired++;
        counters.expiredPackets += packets;
        counters.evicted += reason == FlowReason.LACK_OF_RESOURCES ? 1 : 0;
        if (packets < least) {
            counters.ignored++;
            counters.ignoredPackets += packets;
            return;
        }
        final long at = queue.claim(ExpiredFlowDescriptor.LENGTH);
        if (at < 0) {
            counters.dropped++;
            counters.droppedPackets += packets;
            queue.lost(1);
            return;
        }
        counters.sent++;
        counters.sentPackets += packets;
        counters.received = counters.receivedBefore + from.begun();
        counters.receivedPackets = counters.receivedPacketsBefore + from.packets();
        counters.fragments = counters.fragmentsBefore + from.fragments();
        counters.strayFragments = counters.strayFragmentsBefore + from.strayFragments();
        ExpiredFlowDescriptor.write(queue.segment(), at, from, flow, reason, counters);
        queue.commit();
    }

    @Override
    public void timer(long now) {
        meter.expire(now, live ? MOST_AT_ONCE : Math.min(MOST_AT_ONCE, queue.free()));
    }

    @Override
    public int capacity() {
        return live ? Integer.MAX_VALUE : queue.free() / REPORTS_PER_PACKET;
    }

    @Override
    public boolean drain() {
        meter.flush(live ? MOST_AT_ONCE : Math.min(MOST_AT_ONCE, queue.free()));
        return meter.size() == 0;
    }

    @Override
    public void end() {
        meter.flush();
        queue.end();
    }

    @Override
    public void reset() {
        meter = new FlowMeter(options, this::report);
        counters.clear();
    }

    @Override
    public void save(StateWriter state) {
        meter.flush();
        counters.received = counters.receivedBefore + meter.begun();
        counters.receivedPackets = counters.receivedPacketsBefore + meter.packets();
        counters.fragments = counters.fragmentsBefore + meter.fragments();
        counters.strayFragments = counters.strayFragmentsBefore + meter.strayFragments();
        counters.save(state);
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        counters.restore(state);
    }

    @Override
    public ResultReader<ExpiredFlow> openReader() {
        return new RecordReader<>(queue.reader(), ExpiredFlowDescriptor::read);
    }
}
