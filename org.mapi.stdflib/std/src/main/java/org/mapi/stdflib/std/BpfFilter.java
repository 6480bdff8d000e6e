package org.mapi.stdflib.std;

import org.mapi.MapiException;
import org.mapi.capture.FilterCompiler;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.Queueing;
import org.osgi.service.component.annotations.Component;

/**
 * BPF_FILTER: lets the packets through that a capture filter matches (the language of tcpdump). On a device with several link
 * types the expression is compiled for each; apply fails only if it compiles for none. Packets of a link type it does not
 * compile for do not pass and are counted in the result, {@link FilterResult#unfilterable}.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "BPF_FILTER",
    description = "Lets packets through that match a filter",
    result = FilterResult.class, filters = true, optimize = Optimize.AUTO, queueing = Queueing.PER_QUEUE,
    arguments = "expression:s:capture filter, as for tcpdump",
    resultMeaning = "packets of a link type that the expression does not compile for",
    examples = "BPF_FILTER(\"tcp port 80\") PKT_COUNTER BYTE_COUNTER",
    differences = {"Compiled for every link type of the device, also those that a trace announces later.",
        "Packets that cannot be judged are counted; the original has no result."})
public final class BpfFilter implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final String expression = arguments.text(0);
        if (expression.isBlank()) {
            throw MapiException.argument(1, "expression", expression, "a capture filter");
        }
        final BpfFilterInstance instance = new BpfFilterInstance(application.service(FilterCompiler.class), expression,
            Math.max(1, application.captureLength()));
        instance.compileAll(application.linkTypes());
        return instance;
    }
}
