package org.mapi.stdflib.track;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.State;
import org.mapi.stdflib.track.content.TlsContent;
import org.osgi.service.component.annotations.Component;

/** TRACK_TLS: TCP connections from the first ClientHello on, on any port, also behind STARTTLS. */
@Component(service = Function.class)
@FunctionDefinition(library = TrackLibrary.NAME, function = "TRACK_TLS",
    description = "Lets TLS pass on any TCP port, from the ClientHello on",
    result = TrackedConnections.class, filters = true, optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {TrackLibrary.CONNECTIONS, TrackLibrary.LONG_IDLE}, resultMeaning = TrackLibrary.RESULT,
    examples = "TRACK_TLS PKT_COUNTER",
    differences = TrackLibrary.NEW)
public final class TrackTls implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new ConnectionTracker(Limits.of(arguments), new TlsContent());
    }
}
