package org.mapi.stdflib.extra;

import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Queueing;
import org.mapi.function.ResultMethod;
import org.mapi.function.State;
import org.mapi.result.TopValues;
import org.osgi.service.component.annotations.Component;

/**
 * TOP: the values of a header field that most packets, or most bytes, had since the start or the last reset.
 *
 * <p>Of a packet in tunnels the outermost headers that have the protocol are looked at; a packet without the field, or whose
 * field was not captured, is let on and not counted. Bytes are those on the wire behind the link header (behind VLAN tags,
 * MPLS labels and PPPoE as well).
 *
 * <p>Memory is bounded: the table knows three quarters of {@code table} values exactly (Apache DataSketches, frequent items).
 * When more come it forgets the rarest and tells how wrong rows may be since then: no row is more than {@code countError}
 * packets and {@code bytecountError} bytes too high, and nothing that had more than that is missing. Addresses of forged
 * packets cannot fill the memory, and values cannot be chosen so that the table becomes slow: they are scattered by a secret.
 *
 * <p>On a device with several queues each has a table of its own; rows are added when somebody reads. What one queue's list does
 * not show is missing in the sum: {@code unlistedCount} and {@code unlistedBytecount} say how much that may be.
 *
 * <p>The result is made when somebody reads it. Updating allocates only while the table grows or forgets, and for addresses an
 * object per value that is not known yet.
 */
@Component(service = Function.class)
@FunctionDefinition(library = ExtraLibrary.NAME, function = "TOP",
    description = "The most frequent values of a header field, by packets or bytes",
    resultMethod = ResultMethod.IPC, result = TopValues.class, state = State.HISTORY, queueing = Queueing.PER_QUEUE,
    arguments = {"x:i:how many rows, 1 to 1000", "protocol:i:TOPX_IP (1), TOPX_TCP (2) or TOPX_UDP (3)",
        "field:i:a field of that protocol, such as IP_SRCIP (8), TCP_DSTPORT (11), UDP_SRCPORT (18)",
        "sortby:i=1:SORT_BY_PACKETS (1) or SORT_BY_BYTES (2)",
        "reset:i=0:start anew so often, in seconds of capture time; 0 never",
        "table:i=32768:size of the table, a power of two from 1024 to 1048576; about 40 to 100 bytes each"},
    resultMeaning = "rows of value (or address), packets and bytes, the most frequent first, and how wrong they may be at most",
    examples = {"TOP(10, TOPX_TCP, TCP_DSTPORT)", "TOP(5, TOPX_IP, IP_SRCIP, SORT_BY_BYTES)",
        "TOP(3, TOPX_UDP, UDP_DSTPORT, SORT_BY_PACKETS, 60)"},
    differences = {"Memory is bounded, and the error that this costs is stated; the original grew until memory was gone.",
        "All numbers are in host order, addresses are addresses; IP_OFFSET is in bytes, TCP_FLAGS has 8 bits.",
        "x below 1, an unknown sort order and a negative reset interval are errors; sort order and reset may be left out.",
        "Queues of a device are counted apart and added, with the error that this costs.",
        "Packets and bytes of everything and the time of the first packet are told, not the time of the last reset."})
public final class Top implements Function {
    private static final int MOST_ROWS = 1000;
    private static final int SMALLEST_TABLE = 1 << 10;
    private static final int LARGEST_TABLE = 1 << 20;
    private static final int SORT_BY_PACKETS = 1;
    private static final int SORT_BY_BYTES = 2;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final int rows = arguments.integer(0);
        final int protocol = arguments.integer(1);
        final int number = arguments.integer(2);
        final int order = arguments.integer(3);
        final int seconds = arguments.integer(4);
        final int table = arguments.integer(5);
        require(rows >= 1 && rows <= MOST_ROWS, 1, "x", rows, "1 to " + MOST_ROWS);
        require(TopField.isProtocol(protocol), 2, "protocol", protocol, "TOPX_IP (1), TOPX_TCP (2) or TOPX_UDP (3)");
        final TopField field = TopField.of(protocol, number);
        require(field != null, 3, "field", number, "a field of that protocol: " + TopField.names(protocol));
        require(order == SORT_BY_PACKETS || order == SORT_BY_BYTES, 4, "sortby", order,
            "SORT_BY_PACKETS (1) or SORT_BY_BYTES (2)");
        require(seconds >= 0, 5, "reset", seconds, "0 or more seconds");
        require(Integer.bitCount(table) == 1 && table >= SMALLEST_TABLE && table <= LARGEST_TABLE, 6, "table", table,
            "a power of two from " + SMALLEST_TABLE + " to " + LARGEST_TABLE);
        return new TopInstance(field, rows, order == SORT_BY_BYTES, seconds, table);
    }

    private static void require(boolean holds, int position, String name, int value, String expected) {
        if (!holds) {
            throw MapiException.argument(position, name, value, expected);
        }
    }
}
