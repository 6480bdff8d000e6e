package org.mapi.mos.samples.nat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The mappings of all workers. Looking for the mapping of a packet from outside needs no lock; making and forgetting one does,
 * once per connection.
 */
final class NatTable {
    private static final int PORTS = 65_536;

    /** Who talks to whom, as the inside sees it. */
    private record Ends(Protocol protocol, int insideAddress, int insidePort, int remoteAddress, int remotePort) { }

    final LongAdder outward = new LongAdder();
    final LongAdder inward = new LongAdder();
    /** Packets from outside that belong to no mapping. */
    final LongAdder uninvited = new LongAdder();
    /** Packets that found no free port. */
    final LongAdder exhausted = new LongAdder();

    /** The inside end that answers for the outside address, while somebody asks for its link address. */
    volatile int substitute;
    /** Who asks; 0 for nobody. */
    volatile int asker;

    private volatile Mapping last;
    private final NatOptions options;
    private final Map<Ends, Mapping> byEnds = new HashMap<>();
    private final List<AtomicReferenceArray<Mapping>> byPort = new ArrayList<>();
    private final int[] next = new int[Protocol.values().length];

    NatTable(NatOptions options) {
        this.options = options;
        for (int i = 0; i < next.length; i++) {
            byPort.add(new AtomicReferenceArray<>(PORTS));
            next[i] = options.firstPort();
        }
    }

    NatOptions options() {
        return options;
    }

    /** The mapping of a port of the outside address; null if it is not given out. */
    Mapping at(Protocol protocol, int port) {
        return byPort.get(protocol.ordinal()).get(port);
    }

    /** The newest mapping; null before the first. */
    Mapping last() {
        return last;
    }

    boolean isCurrent(Mapping mapping) {
        return at(mapping.protocol, mapping.port) == mapping;
    }

    /** The mapping of a packet from inside; null if there is none. */
    synchronized Mapping find(Protocol protocol, int insideAddress, int insidePort, int remoteAddress, int remotePort) {
        return byEnds.get(new Ends(protocol, insideAddress, insidePort, remoteAddress, remotePort));
    }

    /** The mapping of a packet from inside; a new one if there is none, null if no port is free. */
    synchronized Mapping of(Protocol protocol, int insideAddress, int insidePort, int remoteAddress, int remotePort, long now) {
        final Ends ends = new Ends(protocol, insideAddress, insidePort, remoteAddress, remotePort);
        Mapping mapping = byEnds.get(ends);
        if (mapping == null) {
            int port = freePort(protocol, insidePort);
            if (port == 0) {
                expire(now);
                port = freePort(protocol, insidePort);
            }
            if (port == 0) {
                exhausted.increment();
                return null;
            }
            mapping = new Mapping(protocol, insideAddress, insidePort, remoteAddress, remotePort, port);
            mapping.used = now;
            last = mapping;
            byEnds.put(ends, mapping);
            byPort.get(protocol.ordinal()).set(port, mapping);
        }
        return mapping;
    }

    /** Takes over a mapping from an earlier version, unless its port is taken or not given out. */
    synchronized void restore(Mapping mapping) {
        final AtomicReferenceArray<Mapping> taken = byPort.get(mapping.protocol.ordinal());
        if (mapping.port >= options.firstPort() && mapping.port <= options.lastPort() && taken.get(mapping.port) == null) {
            byEnds.put(new Ends(mapping.protocol, mapping.insideAddress, mapping.insidePort, mapping.remoteAddress,
                mapping.remotePort), mapping);
            taken.set(mapping.port, mapping);
            last = last == null || last.used < mapping.used ? mapping : last;
        }
    }

    /** The inside's own port if it is free, otherwise the next free one; 0 if there is none. */
    private int freePort(Protocol protocol, int wanted) {
        final AtomicReferenceArray<Mapping> taken = byPort.get(protocol.ordinal());
        if (wanted >= options.firstPort() && wanted <= options.lastPort() && taken.get(wanted) == null) {
            return wanted;
        }
        for (int tried = options.firstPort(); tried <= options.lastPort(); tried++) {
            final int port = next[protocol.ordinal()];
            next[protocol.ordinal()] = port == options.lastPort() ? options.firstPort() : port + 1;
            if (taken.get(port) == null) {
                return port;
            }
        }
        return 0;
    }

    /** Takes ports back that are no longer in use. */
    synchronized void expire(long now) {
        byEnds.values().removeIf(mapping -> {
            final boolean old = now - mapping.used > patience(mapping);
            if (old) {
                byPort.get(mapping.protocol.ordinal()).set(mapping.port, null);
            }
            return old;
        });
    }

    private long patience(Mapping mapping) {
        if (mapping.isFinished()) {
            return options.linger();
        }
        if (!mapping.isAnswered()) {
            return options.opening();
        }
        return mapping.protocol == Protocol.TCP ? options.tcpIdle() : options.otherIdle();
    }

    /** All mappings now. */
    synchronized List<Mapping> list() {
        return List.copyOf(byEnds.values());
    }
}
