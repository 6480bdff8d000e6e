package org.mapi.stdflib.std;

import java.util.List;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.packet.Packet;

/** Searches each packet for the alternatives of a pattern. */
final class StrSearchInstance implements FunctionInstance {
    private final String pattern;
    private final int offset;
    private final int depth;
    private TextSearch search;

    StrSearchInstance(String pattern, int offset, int depth) {
        this.pattern = pattern;
        this.offset = offset;
        this.depth = depth;
    }

    @Override
    public void init(InstanceContext context) {
        final List<byte[]> parsed = SearchPattern.parse(pattern);
        for (byte[] alternative : parsed) {
            if (depth > 0 && alternative.length > depth) {
                throw new MapiException(MapiError.MDLIB_STRSEARCH_DEPTH_LESS_THAN_PTRN_ERR, "pattern \"" + pattern
                    + "\" has an alternative of " + alternative.length + " bytes, depth is " + depth
                    + ", expected a depth of at least that or 0");
            }
        }
        try {
            search = TextSearch.of(parsed);
        } catch (IllegalArgumentException e) {
            throw new MapiException(MapiError.MDLIB_STRSEARCH_NOT_A_VALID_SEARCH_STRING, "pattern is too long: "
                + e.getMessage(), e);
        }
    }

    @Override
    public boolean process(Packet packet) {
        int length = packet.captureLength() - offset;
        if (depth > 0) {
            length = Math.min(length, depth);
        }
        if (length <= 0) {
            return false;
        }
        return search.find(packet.segment(), packet.offset() + offset, length);
    }
}
