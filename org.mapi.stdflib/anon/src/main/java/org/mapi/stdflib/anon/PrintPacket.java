package org.mapi.stdflib.anon;

import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.osgi.service.component.annotations.Component;

/**
 * PRINT_PACKET: tells what the decoder sees in each packet, as text for people. {@code mapi monitor} prints it to standard
 * output, other clients read it packet by packet.
 *
 * <p>At most {@code packets} texts wait for the slowest reader. A trace waits when there is no room; a live device goes on, and
 * what did not fit is counted as lost. A text has at most 16 KiB.
 */
@Component(service = Function.class)
@FunctionDefinition(library = AnonLibrary.NAME, function = "PRINT_PACKET", description = "Prints packets",
    resultMethod = ResultMethod.FUNCT, result = String.class,
    arguments = {"detail:i=1:0 one line, 1 a line per header, 2 the bytes too",
        "packets:i=256:how many packets there is room for until they are read, 1 to 65536"},
    resultMeaning = "one text per packet",
    examples = {"PRINT_PACKET(0)", "SAMPLE(500, PERIODIC) PRINT_PACKET(2)"},
    differences = {"Clients get the text; the original wrote it to its own standard output.",
        "How much is printed can be chosen."})
public final class PrintPacket implements Function {
    private static final int MOST_PACKETS = 1 << 16;
    private static final int MOST_DETAIL = 2;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final int detail = arguments.integer(0);
        final int packets = arguments.integer(1);
        if (detail < 0 || detail > MOST_DETAIL) {
            throw MapiException.argument(1, "detail", detail, "0 (one line), 1 (a line per header) or 2 (the bytes too)");
        }
        if (packets < 1 || packets > MOST_PACKETS) {
            throw MapiException.argument(2, "packets", packets, "1 to " + MOST_PACKETS);
        }
        return new PrintPacketInstance(detail, packets);
    }
}
