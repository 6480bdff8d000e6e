package org.mapi.stdflib.track;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.State;
import org.mapi.stdflib.track.content.DirectConnectContent;
import org.osgi.service.component.annotations.Component;

/**
 * TRACK_DC: connections with a command of Direct Connect at the start of a payload or behind a '|', and the connections
 * between clients that $ConnectToMe announces.
 */
@Component(service = Function.class)
@FunctionDefinition(library = TrackLibrary.NAME, function = "TRACK_DC",
    description = "Lets Direct Connect pass: its commands and the connections announced by $ConnectToMe",
    result = TrackedConnections.class, filters = true, optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {TrackLibrary.CONNECTIONS, TrackLibrary.IDLE}, resultMeaning = TrackLibrary.RESULT,
    examples = "TRACK_DC PKT_COUNTER",
    differences = {TrackLibrary.TIME, TrackLibrary.ADDRESSES, TrackLibrary.OWN_TABLES, TrackLibrary.END,
        "A command counts only where commands begin.",
        "Connections announced by $ConnectToMe belong to it from their first packet on."})
public final class TrackDc implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new ConnectionTracker(Limits.of(arguments), new DirectConnectContent(), new DirectConnectAnnouncements(), false);
    }
}
