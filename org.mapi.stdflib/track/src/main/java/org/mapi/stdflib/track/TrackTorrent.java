package org.mapi.stdflib.track;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.State;
import org.mapi.stdflib.track.content.TorrentContent;
import org.osgi.service.component.annotations.Component;

/** TRACK_TORRENT: connections with a handshake, a message of the distributed hash table or a request to a tracker. */
@Component(service = Function.class)
@FunctionDefinition(library = TrackLibrary.NAME, function = "TRACK_TORRENT",
    description = "Lets BitTorrent pass: handshakes, hash table messages, tracker requests",
    result = TrackedConnections.class, filters = true, optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {TrackLibrary.CONNECTIONS, TrackLibrary.IDLE}, resultMeaning = TrackLibrary.RESULT,
    examples = "TRACK_TORRENT PKT_COUNTER",
    differences = {TrackLibrary.TIME, TrackLibrary.ADDRESSES, TrackLibrary.OWN_TABLES, TrackLibrary.END,
        "A handshake is recognised behind the header of uTP too, and on ports 4662 and 411.",
        "BT_INTERESTED is known beside the original's misspelt BT_INTERESTER."})
public final class TrackTorrent implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new ConnectionTracker(Limits.of(arguments), new TorrentContent());
    }
}
