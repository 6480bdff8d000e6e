package org.mapi.stdflib.extra.cooking;

import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.mapi.function.State;
import org.mapi.result.CookingCounters;
import org.osgi.service.component.annotations.Component;

/**
 * COOKING: puts TCP streams together, so that the functions behind it see the stream's bytes in order, in few large packets.
 *
 * <p>Segments end here. When {@code threshold} bytes of a wanted direction are there in order, or the connection has ended (FIN,
 * RST, nothing for {@code timeout}, or the end of the trace), the functions behind are given a packet with the headers of that
 * direction's last segment and the bytes as its payload: lengths, sequence number (that of the first byte) and checksums are
 * right, the time is that of the packet that made the block complete. A block never spans bytes that are missing; those are given
 * up when the other side acknowledges what comes behind them, when the window is full, or when the connection ends. Everything
 * that is not TCP passes unchanged. IP fragments of TCP are put together before.
 *
 * <p>While what follows has no room (a trace waits for a reader) blocks are held back; {@code waiting} counts their connections.
 *
 * <p>{@code CLIENT_SIDE} is what the client receives, {@code SERVER_SIDE} what the server receives, as in the original
 * (libnids). The client is who sent the SYN, or the first segment that was seen.
 *
 * <p>Bounds: {@code connections} at a time, {@code memory} bytes for segments; who was idle longest has to leave. What it has in
 * order is passed on when its place is needed, and lost when its memory is. When the library is replaced, what is in order is
 * passed on and connections are picked up in the middle.
 */
@Component(service = Function.class)
@FunctionDefinition(library = "extraflib", function = "COOKING", description = "Puts TCP streams together",
    resultMethod = ResultMethod.SHM, result = CookingCounters.class, filters = true, state = State.HISTORY,
    arguments = {"threshold:i:bytes of a block, up to 65000; 0 or less = 32000",
        "timeout:i:seconds without a segment after which a connection has ended; 0 = 60",
        "ret_once:i:1 = only the first block of a connection, 0 = all",
        "direction:i:CLIENT_SIDE (1: what the client receives), SERVER_SIDE (2) or BOTH_SIDE (3)",
        "connections:i=65536:most connections at a time", "memory:l=67108864:most bytes that hold segments"},
    resultMeaning = "segments, connections, blocks and bytes passed on in packets of its own, and what was missing, repeated, "
        + "refused or lost",
    examples = {"COOKING(1000, 60, 0, BOTH_SIDE) STR_SEARCH(\"HTTP/1.1\", 0, 0) PKT_COUNTER",
        "COOKING(32000, 0, 1, CLIENT_SIDE) TO_FILE(MFF_PCAP, \"streams.pcap\")"},
    differences = {"IPv6, every link type, IP fragments; state belongs to this function alone, not to the whole process.",
        "Lengths, checksums and the sequence number of a block are right; the original wrote sequence number 0.",
        "A block ends in front of missing bytes; a connection's last block is as long as its bytes, not as the threshold.",
        "All blocks are passed on, at a connection's end those of both directions, at a trace's end those of all.",
        "The timeout is used, in packet time; memory is bounded and what does not fit is counted.",
        "Its definition says that it stops packets; no other function's capture length changes."})
public final class Cooking implements Function {
    private static final int USUAL_THRESHOLD = 32_000;
    private static final int LARGEST_THRESHOLD = 65_000;
    private static final int USUAL_TIMEOUT = 60;
    private static final long SECOND = 1_000_000_000L;
    private static final int MOST_CONNECTIONS = 1 << 22;
    private static final long LEAST_MEMORY = 1L << 20;
    private static final long MOST_MEMORY = 1L << 36;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final int threshold = arguments.integer(0);
        if (threshold > LARGEST_THRESHOLD) {
            throw MapiException.argument(1, "threshold", threshold, "at most " + LARGEST_THRESHOLD);
        }
        final int timeout = within(arguments, 1, "timeout", 0, Integer.MAX_VALUE);
        final int once = within(arguments, 2, "ret_once", 0, 1);
        final int direction = within(arguments, 3, "direction", 1, 3);
        final int connections = within(arguments, 4, "connections", 1, MOST_CONNECTIONS);
        final long memory = arguments.longInteger(5);
        if (memory < LEAST_MEMORY || memory > MOST_MEMORY) {
            throw MapiException.argument(6, "memory", memory, LEAST_MEMORY + " to " + MOST_MEMORY);
        }
        return new CookingInstance(threshold <= 0 ? USUAL_THRESHOLD : threshold,
            (timeout == 0 ? USUAL_TIMEOUT : timeout) * SECOND, once == 1, direction, connections, memory);
    }

    private static int within(Arguments arguments, int position, String name, int least, int most) {
        final int value = arguments.integer(position);
        if (value < least || value > most) {
            throw MapiException.argument(position + 1, name, value, least + " to " + most);
        }
        return value;
    }
}
