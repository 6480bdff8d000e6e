package org.mapi.stdflib.track;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.State;
import org.mapi.stdflib.track.content.SshContent;
import org.osgi.service.component.annotations.Component;

/** TRACK_SSH: TCP connections from the first version string of SSH on, on any port. */
@Component(service = Function.class)
@FunctionDefinition(library = TrackLibrary.NAME, function = "TRACK_SSH",
    description = "Lets SSH pass on any TCP port, from the first version string on",
    result = TrackedConnections.class, filters = true, optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {TrackLibrary.CONNECTIONS, TrackLibrary.LONG_IDLE}, resultMeaning = TrackLibrary.RESULT,
    examples = "TRACK_SSH PKT_COUNTER",
    differences = TrackLibrary.NEW)
public final class TrackSsh implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new ConnectionTracker(Limits.of(arguments), new SshContent());
    }
}
