package org.mapi.stdflib.track;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.Queueing;
import org.mapi.function.ResultMethod;
import org.osgi.service.component.annotations.Component;

/** TRACK_IPOVERIP: packets in which an IP header carries another IPv4 or IPv6 packet (protocols 4 and 41), in any tunnel. */
@Component(service = Function.class)
@FunctionDefinition(library = TrackLibrary.NAME, function = "TRACK_IPOVERIP",
    description = "Lets packets pass that carry an IP packet in an IP packet", resultMethod = ResultMethod.NONE,
    result = Void.class, filters = true, optimize = Optimize.AUTO, queueing = Queueing.PER_QUEUE,
    examples = "TRACK_IPOVERIP PKT_COUNTER",
    differences = {"IPv6 inside IP (protocol 41) and outer IPv6 count as well, behind tags and inside other tunnels too.",
        "No colour: it lets packets pass whatever other functions found in them."})
public final class TrackIpOverIp implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new IpOverIpTracker();
    }
}
