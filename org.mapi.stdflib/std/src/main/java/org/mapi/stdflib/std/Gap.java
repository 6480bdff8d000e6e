package org.mapi.stdflib.std;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.ScalarInstance;
import org.mapi.function.State;
import org.mapi.packet.Packet;
import org.osgi.service.component.annotations.Component;

/**
 * GAP: nanoseconds between this packet and the one before that reached the function; 0 at the first packet, negative when the
 * capture is out of order (the original counted in 2^-32 s and wrapped).
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "GAP",
    description = "Time between this packet and the one before, in nanoseconds", optimize = Optimize.AUTO,
    state = State.HISTORY,
    resultMeaning = "nanoseconds; 0 at the first packet, negative where the capture is out of order",
    examples = "gap=GAP STATS(gap, \"1\")",
    differences = {"Nanoseconds instead of 2^-32 seconds.", "Negative where time goes back; the original wrapped."})
public final class Gap implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new Instance();
    }

    private static final class Instance extends ScalarInstance {
        private static final int PREVIOUS = 0;
        private static final int STARTED = 1;

        Instance() {
            super(2);
        }

        @Override
        public boolean process(Packet packet) {
            final long now = packet.timestamp();
            value = state(STARTED) == 0 ? 0 : now - state(PREVIOUS);
            state(PREVIOUS, now);
            state(STARTED, 1);
            return true;
        }

        @Override
        public FunctionInstance standIn() {
            return new Instance();
        }
    }
}
