package org.mapi.run.itest.framework;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.Packet;

/**
 * First function of a measured flow: what it has seen is what all others are held against. While it is shut its device waits
 * between two batches, so that all counters stand still and can be compared exactly.
 */
final class Gate implements Function {
    private volatile boolean shut;
    private volatile long packets;
    private volatile long first;
    private volatile long last;

    /** Service properties. */
    static Dictionary<String, Object> properties() {
        final Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("mapi.library", "gatelib");
        properties.put("mapi.function", "GATE");
        properties.put("mapi.counter", true);
        return properties;
    }

    void shut(boolean now) {
        shut = now;
    }

    /** Packets seen. */
    long packets() {
        return packets;
    }

    /** Time of the first packet. */
    long first() {
        return first;
    }

    /** Time of the last packet. */
    long last() {
        return last;
    }

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new Instance();
    }

    private final class Instance extends ScalarInstance {
        private long latest;

        @Override
        public boolean process(Packet packet) {
            if (value == 0) {
                first = packet.timestamp();
            }
            latest = packet.timestamp();
            value++;
            return true;
        }

        @Override
        public int capacity() {
            packets = value;
            last = latest;
            return shut ? 0 : Integer.MAX_VALUE;
        }
    }

    @Override
    public String toString() {
        return "gate" + List.of(packets, first, last);
    }
}
