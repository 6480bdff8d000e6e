package org.mapi.stdflib.std;

import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.Queueing;
import org.mapi.function.ResultMethod;
import org.osgi.service.component.annotations.Component;

/**
 * INTERFACE: lets the packets of one interface of the device through. Interfaces are numbered from 0 in the order in which the
 * device lists them; a pcapng file may announce further ones later, so a number that no interface has yet is no error.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "INTERFACE",
    description = "Lets the packets of one interface of the device through",
    resultMethod = ResultMethod.NONE, result = Void.class, filters = true, optimize = Optimize.AUTO,
    queueing = Queueing.PER_QUEUE, arguments = "interface:i:number of the interface, from 0",
    examples = "INTERFACE(0) PKT_COUNTER",
    differences = "Works on every device; the original had it for capture cards only.")
public final class Interface implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final int wanted = arguments.integer(0);
        if (wanted < 0) {
            throw MapiException.argument(1, "interface", wanted, "0 or more");
        }
        return packet -> packet.interfaceIndex() == wanted;
    }
}
