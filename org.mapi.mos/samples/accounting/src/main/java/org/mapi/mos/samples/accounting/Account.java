package org.mapi.mos.samples.accounting;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a user has sent and received, on one worker: written by it alone, read by anybody. */
final class Account {
    /** Payload the user sent, each byte once. */
    volatile long sent;
    /** Payload the user received, each byte once. */
    volatile long received;
    /** Payload of UDP datagrams, either way. */
    volatile long datagrams;
    /** Retransmitted payload that is what it was. */
    volatile long retransmitted;
    /** Retransmitted payload that is not what it was: something else travels in it. */
    volatile long hidden;
    /** Retransmitted payload of which the first transmission is no longer kept, or was never seen. */
    volatile long unverified;
    /** Bytes of keep-alive probes. */
    volatile long probes;
    /** Connections. */
    volatile long connections;

    /** Adds up accounts of several workers. */
    Account plus(Account other) {
        final Account sum = new Account();
        sum.sent = sent + other.sent;
        sum.received = received + other.received;
        sum.datagrams = datagrams + other.datagrams;
        sum.retransmitted = retransmitted + other.retransmitted;
        sum.hidden = hidden + other.hidden;
        sum.unverified = unverified + other.unverified;
        sum.probes = probes + other.probes;
        sum.connections = connections + other.connections;
        return sum;
    }

    /** The counters by name. */
    Map<String, Object> view(String user) {
        final Map<String, Object> view = new LinkedHashMap<>();
        view.put("user", user);
        view.put("connections", connections);
        view.put("sent", sent);
        view.put("received", received);
        view.put("datagrams", datagrams);
        view.put("retransmitted", retransmitted);
        view.put("hidden", hidden);
        view.put("unverified", unverified);
        view.put("probes", probes);
        return view;
    }
}
