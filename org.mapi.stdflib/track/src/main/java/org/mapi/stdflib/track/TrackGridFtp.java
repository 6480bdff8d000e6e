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

/**
 * TRACK_GRID_FTP: control connections (TCP port 2811, from the first payload on), TCP with a port from 20000 to 25000 between
 * hosts that have one, and what is announced on it in clear.
 */
@Component(service = Function.class)
@FunctionDefinition(library = TrackLibrary.NAME, function = "TRACK_GRID_FTP",
    description = "Lets GridFTP pass: TCP port 2811, ports 20000 to 25000 between its hosts, announced ports",
    result = TrackedConnections.class, filters = true, optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {TrackLibrary.CONNECTIONS, TrackLibrary.IDLE}, resultMeaning = TrackLibrary.RESULT,
    examples = "TRACK_GRID_FTP PKT_COUNTER",
    differences = {TrackLibrary.TIME, TrackLibrary.ADDRESSES, TrackLibrary.OWN_TABLES, TrackLibrary.END,
        "Data keeps a pair of hosts known while the control connection is silent.",
        "Data connections that are announced in clear belong to it on any port and from any host."})
public final class TrackGridFtp implements Function {
    private static final int PORT = 2811;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new ConnectionTracker(Limits.of(arguments), new PortContent(PORT), new FtpAnnouncements(PORT), true);
    }
}
