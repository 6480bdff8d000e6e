package org.mapi.stdflib.track;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.State;
import org.osgi.service.component.annotations.Component;

/**
 * TRACK_SKYPE: what hosts exchange with the addresses that DNS answers in the traffic give for skype.com and names below it
 * (not www), and the UDP port that such a host uses most in the first 10 to 20 seconds.
 */
@Component(service = Function.class)
@FunctionDefinition(library = TrackLibrary.NAME, function = "TRACK_SKYPE",
    description = "Lets Skype pass: its servers as DNS answers name them, and the UDP port of their clients",
    result = TrackedConnections.class, filters = true, optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {TrackLibrary.CONNECTIONS,
        "idle:s=10m:how long a host is remembered without a packet"}, resultMeaning = TrackLibrary.RESULT,
    examples = "TRACK_SKYPE PKT_COUNTER",
    differences = {TrackLibrary.TIME, TrackLibrary.ADDRESSES, TrackLibrary.OWN_TABLES,
        "Addresses of servers are learnt from DNS answers over UDP in the traffic, for skype.com and below, not "
            + "www; the original looked names up.",
        "Ports below 1024, on either side, are not considered for a client's port."})
public final class TrackSkype implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new SkypeTracker(Limits.of(arguments));
    }
}
