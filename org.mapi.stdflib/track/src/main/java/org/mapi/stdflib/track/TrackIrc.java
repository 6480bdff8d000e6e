package org.mapi.stdflib.track;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.State;
import org.mapi.stdflib.track.content.IrcContent;
import org.osgi.service.component.annotations.Component;

/**
 * TRACK_IRC: connections with PRIVMSG or NOTICE as the command of a line, a quoted ACTION or a text of file servers, and the
 * direct connections (DCC) that are announced on them.
 */
@Component(service = Function.class)
@FunctionDefinition(library = TrackLibrary.NAME, function = "TRACK_IRC",
    description = "Lets IRC pass: PRIVMSG and NOTICE as commands, quoted ACTION, and direct connections",
    result = TrackedConnections.class, filters = true, optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {TrackLibrary.CONNECTIONS, TrackLibrary.IDLE}, resultMeaning = TrackLibrary.RESULT,
    examples = "TRACK_IRC PKT_COUNTER",
    differences = {TrackLibrary.TIME, TrackLibrary.ADDRESSES, TrackLibrary.OWN_TABLES, TrackLibrary.END,
        "PRIVMSG and NOTICE count as the command of a line, ACTION as a quoted message; the original took every "
            + "page with a form for IRC.",
        "TCP only; direct connections (DCC) belong to it from their first packet on."})
public final class TrackIrc implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new ConnectionTracker(Limits.of(arguments), new IrcContent(), new IrcAnnouncements(), false);
    }
}
