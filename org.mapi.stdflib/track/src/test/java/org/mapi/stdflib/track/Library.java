package org.mapi.stdflib.track;

import java.util.List;
import java.util.function.Supplier;
import org.mapi.function.Function;

/** The functions of the library. */
final class Library {
    private Library() { }

    static List<Supplier<Function>> functions() {
        return List.of(TrackFtp::new, TrackGnutella::new, TrackTorrent::new, TrackDc::new, TrackEdonkey::new, TrackIpOverIp::new,
            TrackIrc::new, TrackSkype::new, TrackWeb::new, TrackMapi::new, TrackGridFtp::new, TrackTls::new, TrackQuic::new,
            TrackDns::new, TrackSsh::new);
    }
}
