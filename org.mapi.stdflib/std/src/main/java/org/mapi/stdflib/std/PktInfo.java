package org.mapi.stdflib.std;

import org.mapi.MapiConstants;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.Packet;
import org.osgi.service.component.annotations.Component;

/**
 * PKTINFO: a fact of the packet as a number, for functions that read results: PKT_TS (0) its time in nanoseconds since the Unix
 * epoch, PKT_SIZE (1) its length on the wire. A wrong type is error 7001 (the original answered 7002 for its first argument).
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "PKTINFO",
    description = "Time (ns) or length on the wire (bytes) of the packet", optimize = Optimize.AUTO,
    arguments = "type:i:PKT_TS (0) or PKT_SIZE (1)",
    resultMeaning = "PKT_TS: nanoseconds since 1970; PKT_SIZE: bytes on the wire",
    examples = {"PKTINFO(PKT_TS)", "size=PKTINFO(PKT_SIZE) STATS(size)"},
    differences = {"Nanoseconds instead of 2^-32 seconds.", "A wrong type is error 7001; the original answered 7002."})
public final class PktInfo implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return switch (arguments.integer(0)) {
            case MapiConstants.PKT_TS -> new Timestamp();
            case MapiConstants.PKT_SIZE -> new Size();
            default -> throw MapiException.argument(1, "type", arguments.integer(0), "PKT_TS (0) or PKT_SIZE (1)");
        };
    }

    private static final class Timestamp extends ScalarInstance {
        @Override
        public boolean process(Packet packet) {
            value = packet.timestamp();
            return true;
        }

        @Override
        public FunctionInstance standIn() {
            return new Timestamp();
        }
    }

    private static final class Size extends ScalarInstance {
        @Override
        public boolean process(Packet packet) {
            value = packet.wireLength();
            return true;
        }

        @Override
        public FunctionInstance standIn() {
            return new Size();
        }
    }
}
