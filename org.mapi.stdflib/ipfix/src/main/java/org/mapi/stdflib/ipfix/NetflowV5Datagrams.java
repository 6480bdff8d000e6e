package org.mapi.stdflib.ipfix;

import java.lang.foreign.MemorySegment;
import org.mapi.core.tracking.meter.FlowMeter;
import org.mapi.core.tracking.meter.FlowReason;

/**
 * NetFlow v5 datagrams: a header of 24 bytes and up to 29 records of 48 bytes, IPv4 only; 32-bit counters end at their largest
 * value.
 */
final class NetflowV5Datagrams extends ReportDatagrams {
    static final int HEADER = 24;
    static final int RECORD = 48;
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final long LARGEST = 0xffff_ffffL;

    private final int engine;

    /**
     * No datagram yet.
     *
     * @param engine number of the exporting engine, 8 bits of it
     */
    NetflowV5Datagrams(MemorySegment memory, Sink sink, int engine) {
        super(memory, sink);
        this.engine = engine;
    }

    @Override
    boolean add(FlowMeter meter, int flow, FlowReason reason) {
        if (meter.key().ipVersion() != 4) {
            return false;
        }
        for (int way = FlowMeter.FORWARD; way <= FlowMeter.REVERSE; way++) {
            if (meter.packets(flow, way) > 0) {
                record(account.of(meter, flow, way, reason));
            }
        }
        return true;
    }

    private void record(FlowAccount flow) {
        if (length + RECORD > LONGEST) {
            finish();
        }
        if (length == 0) {
            length = HEADER;
            began();
        }
        final int at = length;
        for (int zero = 0; zero < RECORD; zero += Long.BYTES) {
            Wire.put64(memory, at + zero, 0);
        }
        Wire.put32(memory, at, (int) flow.sourceLow());
        Wire.put32(memory, at + 4, (int) flow.destinationLow());
        Wire.put32(memory, at + 16, (int) Math.min(LARGEST, flow.packets()));
        Wire.put32(memory, at + 20, (int) Math.min(LARGEST, flow.bytes()));
        Wire.put32(memory, at + 24, flow.upTime(flow.first()));
        Wire.put32(memory, at + 28, flow.upTime(flow.last()));
        Wire.put16(memory, at + 32, flow.sourcePort());
        Wire.put16(memory, at + 34, flow.destinationPort());
        Wire.put8(memory, at + 37, flow.tcpFlags());
        Wire.put8(memory, at + 38, flow.key().protocol());
        Wire.put8(memory, at + 39, flow.trafficClass());
        length += RECORD;
        records++;
    }

    @Override
    void complete() {
        Wire.put16(memory, 0, 5);
        Wire.put16(memory, 2, records);
        Wire.put32(memory, 4, (int) (time() / MILLISECOND - account.boot()));
        Wire.put32(memory, 8, seconds());
        Wire.put32(memory, 12, (int) (time() % SECOND));
        Wire.put32(memory, 16, sequence);
        Wire.put8(memory, 20, 0);
        Wire.put8(memory, 21, engine);
        Wire.put16(memory, 22, 0);
        sequence += records;
    }
}
