package org.mapi.stdflib.std;

import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.ResultMethod;
import org.mapi.result.SampledPacket;
import org.osgi.service.component.annotations.Component;

/**
 * HASHSAMP: lets whole flows through, chosen by a hash of addresses, protocol and ports: the same flows wherever and whenever
 * they are seen, {@code part} of 1,024. Both directions of a connection are different flows. Only TCP and UDP packets whose ports
 * were captured can pass. With {@code keep} every packet that passes is queued for clients, too, in a few fields; what does not
 * fit into the queue of {@code entries} is counted as lost.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "HASHSAMP",
    description = "Lets a sample of the flows through, chosen by a hash of addresses and ports",
    resultMethod = ResultMethod.FUNCT, result = SampledPacket.class, filters = true, optimize = Optimize.AUTO,
    arguments = {"part:i:how many of 1024 flows pass", "keep:i:1 queues what passes, 0 does not",
        "entries:i=1000:how many entries there is room for"},
    resultMeaning = "with keep: time in ns since 1970, addresses, ports, protocol, TCP sequence number and flags of each packet",
    examples = {"HASHSAMP(256, 0) PKT_COUNTER", "HASHSAMP(256, 1) PKT_COUNTER"},
    differences = {"IPv6, VLAN tags, MPLS labels and every link type; the original ended the daemon on other links than two.",
        "Chooses the same IPv4 flows as the original on a PC, on every machine.",
        "Room for 1,000 entries or as many as wanted instead of 40, and losses are counted."})
public final class HashSamp implements Function {
    private static final int MOST_ENTRIES = 1 << 20;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final int part = arguments.integer(0);
        if (part < 1 || part > FlowHash.RANGE) {
            throw MapiException.argument(1, "part", part, "1 to " + FlowHash.RANGE);
        }
        final int entries = arguments.integer(2);
        if (entries < 1 || entries > MOST_ENTRIES) {
            throw MapiException.argument(3, "entries", entries, "1 to " + MOST_ENTRIES);
        }
        return new HashSampInstance(part, arguments.integer(1) != 0, entries);
    }
}
