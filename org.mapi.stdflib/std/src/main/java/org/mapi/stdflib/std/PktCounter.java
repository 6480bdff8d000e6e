package org.mapi.stdflib.std;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Queueing;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.Packet;
import org.osgi.service.component.annotations.Component;

/** PKT_COUNTER: the number of packets that came so far. */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "PKT_COUNTER", description = "Counts packets",
    resultMeaning = "packets seen since connect or reset",
    examples = {"PKT_COUNTER", "BPF_FILTER(\"tcp\") PKT_COUNTER"},
    counter = true, queueing = Queueing.PER_QUEUE)
public final class PktCounter implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new Instance();
    }

    private static final class Instance extends ScalarInstance {
        @Override
        public boolean process(Packet packet) {
            value++;
            return true;
        }

        @Override
        public void reset() {
            value = 0;
        }

        @Override
        public FunctionInstance standIn() {
            return new Instance();
        }
    }
}
