package org.mapi.stdflib.tutlib;

import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.Packet;
import org.osgi.service.component.annotations.Component;

/** Tutorial, section 4.3: a function with an argument that chooses among two ways to process packets. */
@Component(service = Function.class)
@FunctionDefinition(library = "tutlib", function = "PKTINFO", description = "Time (ns) or length (bytes) of the packet",
    arguments = "type:i:PKT_TS (0) or PKT_SIZE (1)")
public final class PktInfo implements Function {
    private static final int PKT_TS = 0;
    private static final int PKT_SIZE = 1;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return switch (arguments.integer(0)) {
            case PKT_TS -> new Timestamp();
            case PKT_SIZE -> new Size();
            default -> throw MapiException.argument(1, "type", arguments.integer(0), "PKT_TS (0) or PKT_SIZE (1)");
        };
    }

    private static final class Timestamp extends ScalarInstance {
        @Override
        public boolean process(Packet packet) {
            value = packet.timestamp();
            return true;
        }
    }

    private static final class Size extends ScalarInstance {
        @Override
        public boolean process(Packet packet) {
            value = packet.wireLength();
            return true;
        }
    }
}
