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
 * TRACK_FTP: control connections (TCP port 21, from the first payload on) and the data connections that are announced on them
 * by PORT, EPRT, PASV and EPSV.
 */
@Component(service = Function.class)
@FunctionDefinition(library = TrackLibrary.NAME, function = "TRACK_FTP",
    description = "Lets FTP pass: TCP port 21 and the data connections announced there",
    result = TrackedConnections.class, filters = true, optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {TrackLibrary.CONNECTIONS, TrackLibrary.IDLE}, resultMeaning = TrackLibrary.RESULT,
    examples = "TRACK_FTP PKT_COUNTER",
    differences = {TrackLibrary.TIME, TrackLibrary.ADDRESSES, TrackLibrary.OWN_TABLES, TrackLibrary.END,
        "EPRT and EPSV, IPv6, servers behind address translation, and announcements split over segments are "
            + "understood.",
        "What is announced behind AUTH TLS cannot be read."})
public final class TrackFtp implements Function {
    private static final int PORT = 21;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new ConnectionTracker(Limits.of(arguments), new PortContent(PORT), new FtpAnnouncements(PORT), false);
    }
}
