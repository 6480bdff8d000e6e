package org.mapi.stdflib.std;

import org.mapi.MapiConstants;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.mapi.result.CapturedPacket;
import org.osgi.service.component.annotations.Component;

/**
 * TO_BUFFER: keeps packets for clients that fetch them one by one; any number of readers, each with its own position.
 *
 * <p>When the buffer is full of packets that the slowest reader has not fetched, WAIT holds up a device that can be held up (a
 * trace) until it has; NOWAIT, and every live device, drops and counts. A packet that is longer than {@code longest} is kept up
 * to there. The original had room for 50 packets, one reader and no count.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "TO_BUFFER", description = "Keeps packets for clients to fetch",
    resultMethod = ResultMethod.FUNCT, result = CapturedPacket.class,
    arguments = {"mode:i=0:WAIT (0) or NOWAIT (1)", "packets:i=1000:how many packets of 2 KiB there is room for",
        "longest:i=0:bytes of a packet that are kept, 0 as many as the device captures; 65535 for blocks of COOKING"},
    resultMeaning = "packets with time in ns since 1970, lengths, link type and captured bytes, one by one",
    examples = {"TO_BUFFER(WAIT)", "COOKING(32000, 60, 0, BOTH_SIDE) TO_BUFFER(WAIT, 1000, 65535)"},
    differences = {"Room by argument instead of 50 packets.",
        "Length by argument, for functions before it that make longer packets than the device captures.",
        "Any number of readers, each with its own position.",
        "Packets that do not fit are counted."})
public final class ToBuffer implements Function {
    private static final int MOST_PACKETS = 1 << 20;
    private static final int MOST_BYTES = 1 << 18;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final int mode = arguments.integer(0);
        if (mode != MapiConstants.WAIT && mode != MapiConstants.NOWAIT) {
            throw MapiException.argument(1, "mode", mode, "WAIT (0) or NOWAIT (1)");
        }
        final int packets = arguments.integer(1);
        if (packets < 1 || packets > MOST_PACKETS) {
            throw MapiException.argument(2, "packets", packets, "1 to " + MOST_PACKETS);
        }
        final int longest = arguments.integer(2);
        if (longest < 0 || longest > MOST_BYTES) {
            throw MapiException.argument(3, "longest", longest, "1 to " + MOST_BYTES + ", or 0");
        }
        return new ToBufferInstance(mode == MapiConstants.WAIT, packets, longest == 0 ? application.captureLength() : longest);
    }
}
