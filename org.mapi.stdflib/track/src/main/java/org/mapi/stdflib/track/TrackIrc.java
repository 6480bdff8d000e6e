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
    description = "Lets the packets of IRC pass",
    result = TrackedConnections.class, filters = true, optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {TrackLibrary.CONNECTIONS, TrackLibrary.IDLE}, resultMeaning = TrackLibrary.RESULT,
    examples = "TRACK_IRC PKT_COUNTER",
    differences = {TrackLibrary.COMMON,
        "PRIVMSG and NOTICE count as the command of a line and ACTION as a quoted message, so that a page with the "
            + "word ACTION is no IRC; TCP only; direct connections (DCC) belong to it"})
public final class TrackIrc implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new ConnectionTracker(Limits.of(arguments), new IrcContent(), new IrcAnnouncements(), false);
    }
}
