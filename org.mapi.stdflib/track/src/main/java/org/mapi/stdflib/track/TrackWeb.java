package org.mapi.stdflib.track;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.State;
import org.mapi.stdflib.track.content.PortContent;
import org.osgi.service.component.annotations.Component;

/** TRACK_WEB: connections with TCP port 80 or 443, from their first payload on. */
@Component(service = Function.class)
@FunctionDefinition(library = TrackLibrary.NAME, function = "TRACK_WEB",
    description = "Lets the web pass: TCP ports 80 and 443, from the first payload on",
    result = TrackedConnections.class, filters = true, optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {TrackLibrary.CONNECTIONS, TrackLibrary.IDLE}, resultMeaning = TrackLibrary.RESULT,
    examples = "TRACK_WEB PKT_COUNTER",
    differences = {TrackLibrary.TIME, TrackLibrary.ADDRESSES, TrackLibrary.OWN_TABLES, TrackLibrary.END})
public final class TrackWeb implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new ConnectionTracker(Limits.of(arguments), new PortContent(80, 443));
    }
}
