package org.mapi.stdflib.track;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.State;
import org.mapi.stdflib.track.content.DnsContent;
import org.osgi.service.component.annotations.Component;

/** TRACK_DNS: UDP flows and TCP connections from the first DNS message on, on any port; multicast DNS and LLMNR too. */
@Component(service = Function.class)
@FunctionDefinition(library = TrackLibrary.NAME, function = "TRACK_DNS",
    description = "Lets DNS pass on any port, over UDP and TCP, from the first message that parses on",
    result = TrackedConnections.class, filters = true, optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {TrackLibrary.CONNECTIONS, TrackLibrary.IDLE}, resultMeaning = TrackLibrary.RESULT,
    examples = "TRACK_DNS PKT_COUNTER",
    differences = TrackLibrary.NEW)
public final class TrackDns implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new ConnectionTracker(Limits.of(arguments), new DnsContent());
    }
}
