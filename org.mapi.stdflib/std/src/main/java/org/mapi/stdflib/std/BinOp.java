package org.mapi.stdflib.std;

import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultSource;
import org.mapi.function.ScalarInstance;
import org.mapi.function.State;
import org.mapi.packet.Packet;
import org.osgi.service.component.annotations.Component;

/** BINOP: sum or difference of two other functions' values, computed anew at every packet that reaches it. Wraps at 64 bits. */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "BINOP",
    description = "Sum or difference of two other functions' values", state = State.HISTORY,
    arguments = {"operation:i:BINOP_ADD (0) or BINOP_SUB (1)", "leftFlow:r:flow of the left value",
        "left:f:function with the left value", "rightFlow:r:flow of the right value", "right:f:function with the right value"},
    resultMeaning = "left + right or left - right at the last packet, in the unit of the sources",
    examples = {"all=PKT_COUNTER BPF_FILTER(\"tcp\") tcp=PKT_COUNTER BINOP(BINOP_SUB, all, tcp)"},
    differences = {"A difference below 0 is negative; the original showed it as a number near 2^64.",
        "An unknown operation is an error; the original added."})
public final class BinOp implements Function {
    private static final int ADD = 0;
    private static final int SUB = 1;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final int operation = arguments.integer(0);
        if (operation != ADD && operation != SUB) {
            throw MapiException.argument(1, "operation", operation, "BINOP_ADD (0) or BINOP_SUB (1)");
        }
        final ResultSource left = application.source(1, arguments.function(2));
        final ResultSource right = application.source(3, arguments.function(4));
        return operation == ADD ? new Sum(left, right) : new Difference(left, right);
    }

    private static final class Sum extends ScalarInstance {
        private final ResultSource left;
        private final ResultSource right;

        Sum(ResultSource left, ResultSource right) {
            this.left = left;
            this.right = right;
        }

        @Override
        public boolean process(Packet packet) {
            value = left.value() + right.value();
            return true;
        }
    }

    private static final class Difference extends ScalarInstance {
        private final ResultSource left;
        private final ResultSource right;

        Difference(ResultSource left, ResultSource right) {
            this.left = left;
            this.right = right;
        }

        @Override
        public boolean process(Packet packet) {
            value = left.value() - right.value();
            return true;
        }
    }
}
