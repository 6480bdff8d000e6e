package org.mapi.stdflib.ipfix;

import java.lang.foreign.MemorySegment;
import org.mapi.core.tracking.meter.FlowMeter;
import org.mapi.core.tracking.meter.FlowReason;

/** Fills datagrams with records of flows. Used by the agent's thread. */
abstract class ReportDatagrams {
    /** Longest datagram: with the headers of UDP and IPv6 it fits an Ethernet frame. */
    static final int LONGEST = 1452;

    /** Where finished datagrams go. */
    @FunctionalInterface
    interface Sink {
        /**
         * A datagram is finished.
         *
         * @param length  its bytes, at the begin of the memory
         * @param records data records in it
         */
        void emit(int length, int records);
    }

    /** The datagram that is filled. */
    final MemorySegment memory;
    final FlowAccount account = new FlowAccount();
    private final Sink sink;
    int length;
    int records;
    /** Counts what the format wants to be counted; the header of the next datagram shows it. */
    int sequence;
    private long now;
    private long oldest;

    ReportDatagrams(MemorySegment memory, Sink sink) {
        this.memory = memory;
        this.sink = sink;
    }

    /** Packet time, nanoseconds; it never goes back. The first one tells when the exporter started. */
    final void time(long nanos) {
        if (now == 0) {
            // Packets may be out of order in time: an hour in advance keeps all times since the start positive.
            account.boot(nanos / 1_000_000L - 3_600_000L);
        }
        now = Math.max(now, nanos);
    }

    final long time() {
        return now;
    }

    final int seconds() {
        return (int) (now / 1_000_000_000L);
    }

    /**
     * Adds a flow.
     *
     * @return false if the format cannot carry it
     */
    abstract boolean add(FlowMeter meter, int flow, FlowReason reason);

    /** Completes headers when the datagram is finished. */
    abstract void complete();

    final void began() {
        oldest = now;
    }

    /** Sends what is there, unless it has waited for less than a time. */
    final void flush(long age) {
        if (records > 0 && now - oldest >= age) {
            finish();
        }
    }

    final void finish() {
        if (length > 0) {
            complete();
            final int bytes = length;
            final int count = records;
            length = 0;
            records = 0;
            sink.emit(bytes, count);
        }
    }
}
