package org.mapi.stdflib.track.content;

import org.mapi.packet.Layers;

/** Gnutella: one of four texts in the first 100 bytes of a payload, in any case of letters. */
public final class GnutellaContent implements Recogniser {
    private static final int WINDOW = 100;
    private static final TextSearch TEXTS = new TextSearch(true, "GET /uri-res/N2R?urn:sha1:", "GNUTELLA CONNECT/", "GNUTELLA/",
        "Server: LimeWire/");

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
        if (TEXTS.within(content.bytes, 0, content.length())) {
            return YES;
        }
        return content.stream() && content.whole() && TEXTS.begins(content.bytes, 0, content.length()) ? MORE : NO;
    }
}
