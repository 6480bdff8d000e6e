package org.mapi.stdflib.extra.expired;

import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.mapi.function.State;
import org.mapi.function.TimeText;
import org.mapi.result.ExpiredFlow;
import org.osgi.service.component.annotations.Component;

/**
 * EXPIRED_FLOWS: reports each flow of IPv4 or IPv6 when it has been idle for a time, and what is left when the source ends.
 *
 * <p>A flow is what has the same addresses, ports, protocol and VLAN; with mode 1 both directions are one. Fragments belong to
 * the flow of their datagram's first fragment, in whatever order they come. A TCP connection that begins on the ports of an older
 * one (a SYN with another initial sequence number) is another flow. Time is packet time, so a trace gives the same flows at any
 * speed.
 *
 * <p>Reports wait in a queue with room for {@code flows + backlog}, read by any number of readers, each with its own position.
 * A trace waits for readers, also with what is left at its end; live, flows without room are dropped and counted. Each report
 * carries the counters. The table holds at most {@code table} flows (about 190 bytes each); when it is full the flow that has
 * been idle longest is reported early, with reason 5, and counted.
 *
 * <p>{@code reset} forgets all flows and counters. When the library is replaced all flows are reported (reason 4) and the newer
 * version begins with an empty table.
 */
@Component(service = Function.class)
@FunctionDefinition(library = "extraflib", function = "EXPIRED_FLOWS", description = "Reports flows that have ended",
    resultMethod = ResultMethod.FUNCT, result = ExpiredFlow.class, state = State.HISTORY,
    arguments = {"flows:i=65536:how many reports there is room for", "backlog:i=0:room for further reports, added to flows",
        "packets_count_min:i=1:flows with fewer packets are ignored and counted",
        "mode:i=0:0 = each direction a flow, 1 = both directions one; 2 more = the flows inside tunnels",
        "idle:s=30s:time without a packet after which a flow has ended; 0 = never", "active:s=0:longest report; 0 = any length",
        "table:i=1000000:most flows at a time"},
    resultMeaning = "a report per flow: times in nanoseconds since the epoch, packets, bytes on the wire without VLAN tags and"
        + " MPLS labels, addresses, ports, flags, why it ended, and the counters",
    examples = {"EXPIRED_FLOWS(10000, 0, 1)", "EXPIRED_FLOWS(10000, 0, 2, 1, \"1m\")"},
    differences = {"IPv6 and every link type; a flow may have both directions (mode 1).",
        "Capture time instead of the wall clock, whose first 30 s were ignored; flows left at the end are reported.",
        "Fragments count in the flow of their datagram's first one; in the original they had no ports.",
        "Memory is bounded; flows that leave a full table early are reported and counted.",
        "Reports come from a queue: each reader has its own position, reading clears nothing for others.",
        "No packet is stopped; the original stopped what was neither IPv4 nor MPLS."})
public final class ExpiredFlows implements Function {
    private static final int MOST_REPORTS = 1 << 20;
    private static final int MOST_FLOWS = 1 << 24;
    private static final int LAST_MODE = 3;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final int flows = within(arguments, 0, "flows", 1, MOST_REPORTS);
        final int backlog = within(arguments, 1, "backlog", 0, MOST_REPORTS);
        final int least = within(arguments, 2, "packets_count_min", 0, Integer.MAX_VALUE);
        final int mode = within(arguments, 3, "mode", 0, LAST_MODE);
        final long idle = time(arguments, 4, "idle");
        final long active = time(arguments, 5, "active");
        final int table = arguments.integer(6);
        if (table < 1 || table > MOST_FLOWS) {
            throw MapiException.argument(7, "table", table, "1 to " + MOST_FLOWS);
        }
        return new ExpiredFlowsInstance(flows + backlog, least, mode, idle, active, table, application.live());
    }

    private static int within(Arguments arguments, int position, String name, int least, int most) {
        final int value = arguments.integer(position);
        if (value < least || value > most) {
            throw MapiException.argument(position + 1, name, value, least + " to " + most);
        }
        return value;
    }

    private static long time(Arguments arguments, int position, String name) {
        final String text = arguments.text(position);
        try {
            final long value = TimeText.parse(text);
            if (value == 0) {
                return Long.MAX_VALUE;
            }
            if (TimeText.hasUnit(text)) {
                return value;
            }
        } catch (IllegalArgumentException e) {
            throw MapiException.argument(position + 1, name, text, "a time with its unit, such as 30s or 1m, or 0: "
                + e.getMessage());
        }
        throw MapiException.argument(position + 1, name, text, "a time with its unit, such as 30s or 1m, or 0");
    }
}
