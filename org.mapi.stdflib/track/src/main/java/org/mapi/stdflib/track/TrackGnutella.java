package org.mapi.stdflib.track;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.State;
import org.mapi.stdflib.track.content.GnutellaContent;
import org.osgi.service.component.annotations.Component;

/** TRACK_GNUTELLA: connections with one of the protocol's texts in the first 100 bytes of a payload. */
@Component(service = Function.class)
@FunctionDefinition(library = TrackLibrary.NAME, function = "TRACK_GNUTELLA",
    description = "Lets Gnutella pass: connections with its texts in the first 100 bytes of a payload",
    result = TrackedConnections.class, filters = true, optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {TrackLibrary.CONNECTIONS, TrackLibrary.IDLE}, resultMeaning = TrackLibrary.RESULT,
    examples = "TRACK_GNUTELLA PKT_COUNTER",
    differences = {TrackLibrary.TIME, TrackLibrary.ADDRESSES, TrackLibrary.OWN_TABLES, TrackLibrary.END,
        "The payload is searched; the original searched the frame from its link header on."})
public final class TrackGnutella implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new ConnectionTracker(Limits.of(arguments), new GnutellaContent());
    }
}
