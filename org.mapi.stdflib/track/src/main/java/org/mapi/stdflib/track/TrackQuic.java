package org.mapi.stdflib.track;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.State;
import org.mapi.stdflib.track.content.QuicContent;
import org.osgi.service.component.annotations.Component;

/** TRACK_QUIC: UDP flows from the first packet with a long header of QUIC version 1 or 2 on, on any port. */
@Component(service = Function.class)
@FunctionDefinition(library = TrackLibrary.NAME, function = "TRACK_QUIC",
    description = "Lets QUIC versions 1 and 2 pass on any UDP port, from the first long header on",
    result = TrackedConnections.class, filters = true, optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {TrackLibrary.CONNECTIONS, TrackLibrary.LONG_IDLE}, resultMeaning = TrackLibrary.RESULT,
    examples = "TRACK_QUIC PKT_COUNTER",
    differences = TrackLibrary.NEW)
public final class TrackQuic implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new ConnectionTracker(Limits.of(arguments), new QuicContent());
    }
}
