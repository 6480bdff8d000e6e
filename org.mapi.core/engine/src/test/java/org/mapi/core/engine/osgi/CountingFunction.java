package org.mapi.core.engine.osgi;

import java.util.Map;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.Packet;

/** Counts packets in steps of its argument. */
final class CountingFunction implements Function {
    /** Service properties of the function under a name. */
    static Map<String, Object> properties(String name) {
        return Map.of("mapi.library", "testlib", "mapi.function", name, "mapi.counter", true,
            "mapi.arguments", new String[] {"step:i=1:what it counts by"});
    }

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final int step = arguments.integer(0);
        return new ScalarInstance() {
            @Override
            public boolean process(Packet packet) {
                value += step;
                return true;
            }
        };
    }
}
