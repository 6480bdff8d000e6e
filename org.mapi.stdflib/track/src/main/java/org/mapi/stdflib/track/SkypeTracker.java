package org.mapi.stdflib.track;

import java.nio.charset.StandardCharsets;
import org.mapi.core.tracking.FlowKey;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;
import org.mapi.stdflib.track.content.Content;
import org.mapi.stdflib.track.content.DnsMessage;

/**
 * Lets the packets of Skype pass: those that hosts exchange with Skype's servers, and those of the UDP port that such a host uses
 * most. Skype's servers are the addresses that DNS answers in the traffic give for names below skype.com (www.skype.com is
 * a page for everybody and does not count); nothing is ever looked up.
 */
final class SkypeTracker implements FunctionInstance {
    /** Most addresses of servers. */
    static final int MOST_SERVERS = 4096;

    private static final int DNS_PORT = 53;
    private static final int PRIVILEGED_PORTS = 1024;
    private static final byte[] DOMAIN = "\5skype\3com\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] PAGE = "www".getBytes(StandardCharsets.ISO_8859_1);

    private final Limits limits;
    private final Counters counters = new Counters();
    private final FlowKey key = new FlowKey(FlowKey.DIRECTED);
    private final DnsMessage message = new DnsMessage();
    private final Content content = new Content();
    private TimedTable servers;
    private SkypeHosts hosts;
    private LaterFragments fragments;

    SkypeTracker(Limits limits) {
        this.limits = limits;
    }

    @Override
    public void init(InstanceContext context) {
        servers = TimedTable.counting(MOST_SERVERS, limits.idle(), 0, () -> counters.unfollowed++);
        hosts = new SkypeHosts(limits, counters);
        fragments = new LaterFragments(counters);
    }

    @Override
    public boolean process(Packet packet) {
        final Layers layers = packet.innermost();
        final int protocol = layers.protocol();
        if (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP) {
            return false;
        }
        final long now = packet.timestamp();
        if (layers.sourcePort() < 0) {
            return layers.fragmentOffset() != 0 && fragments.belongs(layers, now);
        }
        if (protocol == IpProtocol.UDP && layers.sourcePort() == DNS_PORT) {
            learn(layers, now);
        }
        final boolean served = servers.size() > 0 && server(layers, now);
        final boolean own = protocol == IpProtocol.UDP && hosts.size() > 0 && hosts.datagram(layers, now);
        final boolean passes = served || own;
        if (passes && layers.moreFragments()) {
            fragments.passed(layers, now);
        }
        return passes;
    }

    private void learn(Layers layers, long now) {
        content.set(layers, Content.CAPACITY);
        if (!message.parse(content, 0, content.total()) || !message.response()) {
            return;
        }
        final int before = message.asksBelow(DOMAIN);
        if (before == 0 || before == 2 && message.asksFirst(PAGE)) {
            return;
        }
        for (int i = 0; i < message.addresses(); i++) {
            key.setIpv6(message.addressHigh(i), message.addressLow(i), 0, 0, 0, 0, 0);
            final int known = servers.find(key, now);
            servers.touch(known == TimedTable.NONE ? servers.insert(key, now) : known, now);
        }
    }

    /** Whether one end is a server; the other one is a host with Skype then. */
    private boolean server(Layers layers, long now) {
        if (known(layers.destinationAddressHigh(), layers.destinationAddressLow(), now)) {
            hosts.contact(layers.sourceAddressHigh(), layers.sourceAddressLow(), now);
            return true;
        }
        if (known(layers.sourceAddressHigh(), layers.sourceAddressLow(), now)) {
            hosts.contact(layers.destinationAddressHigh(), layers.destinationAddressLow(), now);
            return true;
        }
        return false;
    }

    private boolean known(long high, long low, long now) {
        key.setIpv6(high, low, 0, 0, 0, 0, 0);
        final int server = servers.find(key, now);
        if (server != TimedTable.NONE) {
            servers.touch(server, now);
        }
        return server != TimedTable.NONE;
    }

    /** Whether a port may be the one that Skype chose for itself, when the other end has this one. */
    static boolean own(int port, int remote) {
        return port >= PRIVILEGED_PORTS && remote >= PRIVILEGED_PORTS;
    }

    @Override
    public void timer(long now) {
        servers.expire(now);
        hosts.expire(now);
        fragments.expire(now);
    }

    @Override
    public void publish(ResultBlock block) {
        counters.publish(block, hosts.size());
    }

    @Override
    public void reset() {
        counters.reset();
    }

    @Override
    public void save(StateWriter state) {
        counters.save(state);
        servers.save(state);
        hosts.save(state);
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        counters.restore(state);
        servers.restore(state);
        hosts.restore(state);
    }
}
