package org.mapi.stdflib.tutlib;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ScalarInstance;
import org.mapi.function.State;
import org.mapi.packet.Packet;
import org.osgi.service.component.annotations.Component;

/** Tutorial, section 4.2: the time between consecutive packets. */
@Component(service = Function.class)
@FunctionDefinition(library = "tutlib", function = "GAP", description = "Time between consecutive packets, ns",
    state = State.HISTORY)
public final class Gap implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new Instance();
    }

    private static final class Instance extends ScalarInstance {
        private static final int PREVIOUS = 0;

        Instance() {
            super(1);
        }

        @Override
        public boolean process(Packet packet) {
            final long previous = state(PREVIOUS);
            if (previous != 0) {
                value = packet.timestamp() - previous;
            }
            state(PREVIOUS, packet.timestamp());
            return true;
        }
    }
}
