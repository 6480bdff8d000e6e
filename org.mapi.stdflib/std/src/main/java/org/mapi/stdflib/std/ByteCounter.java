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

/** BYTE_COUNTER: the sum of the packets' lengths on the wire, link headers included, captured or not. */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "BYTE_COUNTER",
    description = "Counts bytes on the wire, link headers included",
    resultMeaning = "bytes on the wire since connect or reset", examples = "BYTE_COUNTER",
    counter = true, queueing = Queueing.PER_QUEUE)
public final class ByteCounter implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new Instance();
    }

    private static final class Instance extends ScalarInstance {
        @Override
        public boolean process(Packet packet) {
            value += packet.wireLength();
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
