package org.mapi.stdflib.std;

import java.util.Set;
import java.util.TreeSet;
import org.mapi.FlowInformation;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.mapi.function.State;
import org.osgi.service.component.annotations.Component;

/**
 * SYNC: lets no packet through until the named flows are all connected, then every one: flows of one device that name each other
 * begin at the same packet. Flows that name the same flows (their own counted with them) decide together, at the first packet of
 * the device and then at every {@value SyncGroup#LOOK}th. A flow that was closed counts as connected. While it waits a look at
 * the flows costs some memory and time; afterwards the function costs nothing.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "SYNC",
    description = "Holds packets back until other flows are connected, too", resultMethod = ResultMethod.NONE,
    result = Void.class, filters = true, state = State.HISTORY,
    arguments = "flows:s:numbers of flows on the same device, separated by commas",
    examples = "SYNC(\"1\") PKT_COUNTER",
    differences = {"More than one flow can be named; the original crashed.",
        "Says that it stops packets, so that functions behind it are shared correctly.",
        "Flows that name each other begin at the very same packet."})
public final class Sync implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final Set<Integer> known = new TreeSet<>();
        for (FlowInformation flow : application.flows()) {
            known.add(flow.id());
        }
        final Set<Integer> flows = new TreeSet<>();
        flows.add(application.flow().id());
        known.add(application.flow().id());
        for (String part : arguments.text(0).split(",", -1)) {
            final String number = part.trim();
            if (!number.matches("[0-9]{1,9}") || !known.contains(Integer.parseInt(number))) {
                throw MapiException.argument(1, "flows", arguments.text(0), "numbers of flows on device " + application.device()
                    + ", such as " + application.flow().id() + ", separated by commas");
            }
            flows.add(Integer.parseInt(number));
        }
        return new SyncInstance(application, flows);
    }
}
