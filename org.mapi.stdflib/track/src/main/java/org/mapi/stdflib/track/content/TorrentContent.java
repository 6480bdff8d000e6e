package org.mapi.stdflib.track.content;

import org.mapi.packet.Layers;

/**
 * BitTorrent: the handshake of peers, over TCP or behind the header of a uTP datagram; messages of the distributed hash table;
 * requests to trackers; names of messages of Azureus. All in the first 100 bytes of a payload of at least 20, in any case of
 * letters; the ports of eDonkey (4662) and of Direct Connect (411) are left out unless it is a handshake.
 */
public final class TorrentContent implements Recogniser {
    private static final int WINDOW = 100;
    private static final int SHORTEST = 20;
    private static final int PORT_EDONKEY = 4662;
    private static final int PORT_DIRECT_CONNECT = 411;
    private static final TextSearch HANDSHAKE = new TextSearch(true, "\u0013BitTorrent protocol");
    private static final TextSearch TEXTS = new TextSearch(true, "\u0013BitTorrent protocol", "/scrape?info_hash=",
        "GET /announce?info_hash=", "d1:rd2:id20:", "d1:ad2:id20:", "User-Agent: Azureus", "BT_PIECE", "BT_REQUEST", "BT_CHOKE",
        "BT_UNCHOKE", "BT_HAVE", "BT_UNINTERESTED", "BT_INTERESTER", "BT_INTERESTED", "BT_BITFIELD", "BT_CANCEL");
    /** What begins a stream; the names of messages stand behind lengths. */
    private static final TextSearch STARTS = new TextSearch(true, "\u0013BitTorrent protocol", "GET /announce?info_hash=",
        "GET /scrape?info_hash=");

    @Override
    public int window() {
        return WINDOW;
    }

    @Override
    public boolean candidate(Layers layers) {
        return true;
    }

    @Override
    public int examine(Content content) {
        final int length = content.length();
        final int found = TEXTS.find(content.bytes, 0, length);
        if (found >= 0 && length >= SHORTEST) {
            final boolean elsewhere = content.port(PORT_EDONKEY) || content.port(PORT_DIRECT_CONNECT);
            if (!elsewhere || HANDSHAKE.within(content.bytes, found, length)) {
                return YES;
            }
        }
        return content.stream() && content.whole() && STARTS.begins(content.bytes, 0, length) ? MORE : NO;
    }
}
