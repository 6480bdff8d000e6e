package org.mapi.run.bench;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.Packet;

/** FIRST_PACKET: the number of the first packet it sees; tells when a plan took effect. */
@FunctionDefinition(library = "bench", function = "FIRST_PACKET", description = "Number of the first packet seen")
public final class FirstPacket implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new Instance();
    }

    private static final class Instance extends ScalarInstance {
        Instance() {
            value = Long.MAX_VALUE;
        }

        /** Without a branch that only the first packet takes: it would cost just the batch that is measured. */
        @Override
        public boolean process(Packet packet) {
            value = Math.min(value, packet.number());
            return true;
        }
    }
}
