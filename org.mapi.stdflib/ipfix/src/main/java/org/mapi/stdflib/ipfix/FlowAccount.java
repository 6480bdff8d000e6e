package org.mapi.stdflib.ipfix;

import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.meter.FlowMeter;
import org.mapi.core.tracking.meter.FlowReason;
import org.mapi.packet.IpProtocol;

/** One way of a flow that is reported, as records see it: moved from flow to flow. */
final class FlowAccount {
    private static final long MILLISECOND = 1_000_000L;

    private FlowMeter meter;
    private int flow;
    private int way;
    private FlowReason reason;
    private boolean fromLower;
    /** When the exporter started, milliseconds since the epoch. */
    private long boot;

    void boot(long milliseconds) {
        boot = milliseconds;
    }

    long boot() {
        return boot;
    }

    FlowAccount of(FlowMeter newMeter, int newFlow, int newWay, FlowReason newReason) {
        meter = newMeter;
        flow = newFlow;
        reason = newReason;
        way(newWay);
        return this;
    }

    void way(int newWay) {
        way = newWay;
        fromLower = (meter.forwardDirection(flow) ^ newWay) == 0;
    }

    int way() {
        return way;
    }

    FlowKey key() {
        return meter.key();
    }

    long sourceHigh() {
        return fromLower ? key().lowerAddressHigh() : key().higherAddressHigh();
    }

    long sourceLow() {
        return fromLower ? key().lowerAddressLow() : key().higherAddressLow();
    }

    long destinationHigh() {
        return fromLower ? key().higherAddressHigh() : key().lowerAddressHigh();
    }

    long destinationLow() {
        return fromLower ? key().higherAddressLow() : key().lowerAddressLow();
    }

    boolean isIcmp() {
        return key().protocol() == IpProtocol.ICMP || key().protocol() == IpProtocol.ICMPV6;
    }

    int icmpTypeAndCode() {
        return meter.icmpTypeAndCode(flow);
    }

    /** Source port; 0 for ICMP. */
    int sourcePort() {
        return isIcmp() ? 0 : fromLower ? key().lowerPort() : key().higherPort();
    }

    /** Destination port; for ICMP type and code, as collectors expect it. */
    int destinationPort() {
        return isIcmp() ? icmpTypeAndCode() : fromLower ? key().higherPort() : key().lowerPort();
    }

    long packets() {
        return meter.packets(flow, way);
    }

    long bytes() {
        return meter.bytes(flow, way);
    }

    /** Nanoseconds since the epoch. */
    long first() {
        return meter.first(flow, way);
    }

    /** Nanoseconds since the epoch. */
    long last() {
        return meter.last(flow, way);
    }

    /** Milliseconds since the exporter started, 32 bits of it. */
    int upTime(long nanos) {
        return nanos == 0 ? 0 : (int) (nanos / MILLISECOND - boot);
    }

    int tcpFlags() {
        return meter.tcpFlags(flow, way);
    }

    int trafficClass() {
        return meter.trafficClass(flow);
    }

    int timeToLive() {
        return meter.timeToLive(flow);
    }

    int vlan() {
        return Math.max(0, key().outerVlan());
    }

    int endReason() {
        return reason.number();
    }
}
