package org.mapi.stdflib.track;

import org.mapi.core.tracking.FlowKey;
import org.mapi.packet.Layers;

/** The sender of a control line, who announces a connection. One object, set anew for every packet. */
final class Announcer {
    private static final long MAPPED = 0xffff_0000_0000L;

    private final Expectations expectations;
    private long senderHigh;
    private long senderLow;
    private int senderPort;
    private long receiverHigh;
    private long receiverLow;
    private int receiverPort;
    private long now;

    Announcer(Expectations expectations) {
        this.expectations = expectations;
    }

    void set(Layers layers, long time) {
        senderHigh = layers.sourceAddressHigh();
        senderLow = layers.sourceAddressLow();
        senderPort = layers.sourcePort();
        receiverHigh = layers.destinationAddressHigh();
        receiverLow = layers.destinationAddressLow();
        receiverPort = layers.destinationPort();
        now = time;
    }

    /** The same without a packet: the sender is the lower end of a directed key. */
    void set(FlowKey key, long time) {
        senderHigh = key.lowerAddressHigh();
        senderLow = key.lowerAddressLow();
        senderPort = key.lowerPort();
        receiverHigh = key.higherAddressHigh();
        receiverLow = key.higherAddressLow();
        receiverPort = key.higherPort();
        now = time;
    }

    int senderPort() {
        return senderPort;
    }

    int receiverPort() {
        return receiverPort;
    }

    /**
     * The sender waits for the receiver at a port of the address that it has in this connection.
     *
     * @param port 1 to 65535, others are ignored
     */
    void waits(int port) {
        if (port > 0 && port <= 0xffff) {
            expectations.add(senderHigh, senderLow, port, receiverHigh, receiverLow, now);
            expectations.counted();
        }
    }

    /**
     * The sender says that somebody waits at an address. If that is not his own, it may be another host (then it may be anybody
     * who connects), or his own behind a translation of addresses (then it is the receiver who connects).
     *
     * @param address IPv4
     * @param port    1 to 65535, others are ignored
     */
    void waits(int address, int port) {
        waits(0, MAPPED | address & 0xffff_ffffL, port);
    }

    /** As {@link #waits(int, int)} with an address of either family, IPv4 as the last four bytes behind ffff. */
    void waits(long high, long low, int port) {
        waits(port);
        if (port > 0 && port <= 0xffff && (high != senderHigh || low != senderLow)) {
            expectations.add(high, low, port, now);
        }
    }

    /** Somebody waits for anybody at an address; the control connection goes over a third host. */
    void somebodyWaits(long high, long low, int port) {
        if (port > 0 && port <= 0xffff) {
            expectations.add(high, low, port, now);
            expectations.counted();
        }
    }

    /** As {@link #somebodyWaits(long, long, int)} with an IPv4 address. */
    void somebodyWaits(int address, int port) {
        somebodyWaits(0, MAPPED | address & 0xffff_ffffL, port);
    }
}
