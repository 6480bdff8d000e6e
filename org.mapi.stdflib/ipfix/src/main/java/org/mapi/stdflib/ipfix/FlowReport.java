package org.mapi.stdflib.ipfix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.mapi.function.State;
import org.mapi.function.TimeText;
import org.mapi.result.ExportDatagram;
import org.osgi.service.component.annotations.Component;

/**
 * FLOW_REPORT: exports flows as IPFIX (RFC 7011), NetFlow v9 (RFC 3954) or NetFlow v5, to a collector and to clients.
 *
 * <p>A flow is what has the same addresses, ports and protocol; {@code keys} adds VLAN identifiers ({@code vlan}), looks inside
 * tunnels ({@code inner}) and makes one record of both directions ({@code biflow}, RFC 5103, IPFIX only). It is reported when
 * it has
 * been idle, when it lasts longer than {@code active}, some time after its TCP connection ended (a second), when the table is
 * full, and
 * at the end of the source; packets and bytes are those since its last report, bytes those of IP.
 *
 * <p>Datagrams go into a queue. From there they are sent to {@code transport} and read by clients, each with its own position.
 * When
 * the queue is full a trace waits; live, datagrams are lost, their numbers are missing, and their flows are counted. Templates
 * are
 * sent first and again after {@code refresh} of packet time; over TCP at each connection.
 *
 * <p>For ICMP the destination port is type times 256 plus code, as collectors expect it.
 */
@Component(service = Function.class)
@FunctionDefinition(library = "ipfixflib", function = "FLOW_REPORT", description = "Exports flows as IPFIX or NetFlow",
    resultMethod = ResultMethod.FUNCT, result = ExportDatagram.class, state = State.HISTORY,
    arguments = {"record:s=IPFIX:IPFIX, NETFLOW_V9 or NETFLOW_V5",
        "transport:s=:udp://host:port, tcp://host:port, or empty: read by clients only",
        "keys:s=:words separated by commas - vlan, inner, biflow; or empty",
        "template:s=:names of IPFIX elements separated by commas; empty for the standard ones",
        "idle:s=15s:time without a packet after which a flow is reported", "active:s=1m:longest time between reports of a flow",
        "refresh:s=1m:packet time after which templates are sent again; 0 = never",
        "datagrams:i=4096:room in the queue", "table:i=1000000:most flows at a time"},
    resultMeaning = "datagrams with their number and length, as they go to a collector",
    examples = {"FLOW_REPORT", "FLOW_REPORT(\"NETFLOW_V5\")", "FLOW_REPORT(\"IPFIX\", \"\", \"biflow,vlan\")",
        "FLOW_REPORT(\"NETFLOW_V9\", \"\", \"\", \"\", \"30s\", \"5m\")"},
    differences = {"IPv6 and every link type; directions of a flow in one record by RFC 5103.",
        "Templates are lists of IPFIX element names, keys are words; the original's were nProbe's.",
        "Transports are udp and tcp; no application is guessed (the TRACK functions do that).",
        "A wrong argument is an error when the function is applied, not when the flow is connected.",
        "Memory is bounded; flows reported early and flows lost are counted in every datagram."})
public final class FlowReport implements Function {
    private static final int MOST_DATAGRAMS = 1 << 18;
    private static final int MOST_FLOWS = 1 << 24;
    private static final int MOST_ELEMENTS = 64;
    private static final Set<String> KEYS = Set.of("vlan", "inner", "biflow");

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final ReportFormat format = ReportFormat.of(arguments.text(0));
        if (format == null) {
            throw MapiException.argument(1, "record", arguments.text(0), "one of " + Arrays.toString(ReportFormat.values()));
        }
        final String where = arguments.text(1);
        final Transport transport = where.isEmpty() ? null : Transport.of(where);
        if (!where.isEmpty() && transport == null) {
            throw MapiException.argument(2, "transport", where, "udp://host:port, tcp://host:port or nothing");
        }
        final Set<String> keys = keys(arguments.text(2), format);
        final List<Element> elements = elements(arguments.text(3), format);
        return new FlowReportInstance(new ReportOptions(format, transport, keys.contains("vlan"), keys.contains("inner"),
            keys.contains("biflow"), elements, time(arguments, 4, "idle", false), time(arguments, 5, "active", false),
            time(arguments, 6, "refresh", true), within(arguments, 7, "datagrams", 16, MOST_DATAGRAMS),
            within(arguments, 8, "table", 1, MOST_FLOWS), application.live(), application.deviceId()));
    }

    private static Set<String> keys(String text, ReportFormat format) {
        final Set<String> keys = text.isBlank() ? Set.of() : Set.copyOf(Arrays.asList(text.trim().split("\\s*,\\s*")));
        if (!KEYS.containsAll(keys) || keys.contains("biflow") && format != ReportFormat.IPFIX) {
            throw MapiException.argument(3, "keys", text, "words of vlan, inner and, for IPFIX, biflow, separated by commas");
        }
        return keys;
    }

    private static List<Element> elements(String text, ReportFormat format) {
        if (text.isBlank()) {
            return TemplateDatagrams.standard(format == ReportFormat.IPFIX);
        }
        final List<Element> elements = new ArrayList<>();
        for (String name : text.trim().split("\\s*,\\s*")) {
            final Element element = format == ReportFormat.NETFLOW_V5 ? null : Element.of(name);
            if (element == null || elements.contains(element) || elements.size() == MOST_ELEMENTS) {
                throw MapiException.argument(4, "template", text, format == ReportFormat.NETFLOW_V5
                    ? "nothing: records of NetFlow v5 are fixed" : "different names of " + Arrays.toString(Element.values()));
            }
            elements.add(element);
        }
        return elements;
    }

    private static int within(Arguments arguments, int position, String name, int least, int most) {
        final int value = arguments.integer(position);
        if (value < least || value > most) {
            throw MapiException.argument(position + 1, name, value, least + " to " + most);
        }
        return value;
    }

    private static long time(Arguments arguments, int position, String name, boolean never) {
        final String text = arguments.text(position);
        final String expected = "a time with its unit, such as 15s or 1m" + (never ? ", or 0" : "");
        try {
            final long value = TimeText.parse(text);
            if (value == 0 && never) {
                return Long.MAX_VALUE;
            }
            if (value > 0 && TimeText.hasUnit(text)) {
                return value;
            }
        } catch (IllegalArgumentException e) {
            throw MapiException.argument(position + 1, name, text, expected + ": " + e.getMessage());
        }
        throw MapiException.argument(position + 1, name, text, expected);
    }
}
