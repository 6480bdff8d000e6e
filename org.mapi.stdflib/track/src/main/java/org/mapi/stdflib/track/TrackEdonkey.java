package org.mapi.stdflib.track;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.State;
import org.mapi.stdflib.track.content.EdonkeyContent;
import org.osgi.service.component.annotations.Component;

/** TRACK_EDONKEY: connections with a message of eDonkey, eMule or Overnet. */
@Component(service = Function.class)
@FunctionDefinition(library = TrackLibrary.NAME, function = "TRACK_EDONKEY",
    description = "Lets eDonkey, eMule and Overnet pass: messages whose lengths and codes agree",
    result = TrackedConnections.class, filters = true, optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {TrackLibrary.CONNECTIONS, TrackLibrary.IDLE}, resultMeaning = TrackLibrary.RESULT,
    examples = "TRACK_EDONKEY PKT_COUNTER",
    differences = {TrackLibrary.TIME, TrackLibrary.ADDRESSES, TrackLibrary.OWN_TABLES, TrackLibrary.END,
        "Several messages in one payload, and messages of up to 512 bytes in several segments, are recognised.",
        "Datagrams of servers, which have no length, are known by their size."})
public final class TrackEdonkey implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new ConnectionTracker(Limits.of(arguments), new EdonkeyContent());
    }
}
