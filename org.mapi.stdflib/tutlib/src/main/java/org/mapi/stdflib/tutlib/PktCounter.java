package org.mapi.stdflib.tutlib;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.Packet;
import org.osgi.service.component.annotations.Component;

/** PKT_COUNTER: counts packets. */
@Component(service = Function.class)
@FunctionDefinition(library = "tutlib", function = "PKT_COUNTER", description = "Counts packets", counter = true)
public final class PktCounter implements Function {
    /** Called when somebody applies the function to a flow: the place to check arguments. */
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new Instance();
    }

    /** One use of the function in a flow. */
    private static final class Instance extends ScalarInstance {
        /** Called for every packet; true hands it on to the next function of the flow. */
        @Override
        public boolean process(Packet packet) {
            value++;
            return true;
        }

        @Override
        public void reset() {
            value = 0;
        }
    }
}
