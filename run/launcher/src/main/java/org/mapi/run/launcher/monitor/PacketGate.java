package org.mapi.run.launcher.monitor;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.mapi.function.State;

/**
 * In front of everything when {@code -c} is given: closes when {@link PacketLimit} has let its last packet through, so that the
 * filter's counters stop there too and not at the end of the batch. Not listed among the results.
 */
@FunctionDefinition(library = PacketLimit.LIBRARY, function = PacketGate.NAME, description = "Closes when FIRST is done",
    resultMethod = ResultMethod.NONE, result = Void.class, filters = true, state = State.NONE)
public final class PacketGate implements Function {
    static final String NAME = "GATE";

    private final PacketLimit limit;

    PacketGate(PacketLimit limit) {
        this.limit = limit;
    }

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return packet -> !limit.over();
    }
}
