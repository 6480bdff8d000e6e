package org.mapi.mos.stack;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.FlowTable;
import org.mapi.mos.Errno;
import org.mapi.mos.FlowEndpoints;
import org.mapi.mos.MosException;
import org.mapi.mos.Side;

/** The two ends of the flow at hand: a reused object that reads the flow's key. */
final class Endpoints implements FlowEndpoints {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private final FlowKey key = new FlowKey(FlowKey.VLAN);
    private boolean clientIsHigher;

    /** Moves to a flow of a table. */
    Endpoints of(FlowTable table, int flow, long stateWord) {
        table.key(flow, key);
        clientIsHigher = (stateWord & FlowWords.CLIENT_IS_HIGHER) != 0;
        return this;
    }

    @Override
    public int ipVersion() {
        return key.ipVersion();
    }

    @Override
    public int protocol() {
        return key.protocol();
    }

    @Override
    public int vlan() {
        return key.outerVlan();
    }

    private boolean isHigher(Side side) {
        if (side == Side.BOTH) {
            throw new MosException(Errno.EINVAL, "side is BOTH, expected CLIENT or SERVER");
        }
        return clientIsHigher == (side == Side.CLIENT);
    }

    @Override
    public long addressHigh(Side side) {
        return isHigher(side) ? key.higherAddressHigh() : key.lowerAddressHigh();
    }

    @Override
    public long addressLow(Side side) {
        return isHigher(side) ? key.higherAddressLow() : key.lowerAddressLow();
    }

    @Override
    public int port(Side side) {
        return isHigher(side) ? key.higherPort() : key.lowerPort();
    }

    @Override
    public InetAddress address(Side side) {
        final byte[] bytes = key.ipVersion() == 4
            ? ByteBuffer.allocate(IPV4_BYTES).putInt((int) addressLow(side)).array()
            : ByteBuffer.allocate(IPV6_BYTES).putLong(addressHigh(side)).putLong(addressLow(side)).array();
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
