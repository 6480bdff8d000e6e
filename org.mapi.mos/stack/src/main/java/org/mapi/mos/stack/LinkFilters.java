package org.mapi.mos.stack;

import java.util.Arrays;
import org.mapi.MapiException;
import org.mapi.capture.CaptureFilter;
import org.mapi.capture.FilterCompiler;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;

/**
 * A capture filter for packets of any link type: compiled for a link type when its first packet comes. A link type for which the
 * expression does not compile matches nothing. Used by one thread.
 */
final class LinkFilters {
    private static final int SNAP_LENGTH = 262_144;

    private final FilterCompiler compiler;
    private final String expression;
    private int[] linkTypes = new int[0];
    private CaptureFilter[] filters = new CaptureFilter[0];

    /**
     * A filter.
     *
     * @param compiler   may be null if the expression is empty
     * @param expression empty or null matches everything
     * @throws MosException EINVAL with the compiler's message if the expression is wrong for Ethernet
     */
    LinkFilters(FilterCompiler compiler, String expression) {
        this.compiler = compiler;
        this.expression = expression == null ? "" : expression.strip();
        if (!this.expression.isEmpty()) {
            if (compiler == null) {
                throw new MosException(Errno.EINVAL, "filter \"" + this.expression + "\": there is no filter compiler now");
            }
            try {
                compile(LinkType.ETHERNET);
            } catch (MapiException wrong) {
                throw new MosException(Errno.EINVAL, wrong.getMessage());
            }
        }
    }

    boolean matches(Packet packet) {
        if (expression.isEmpty()) {
            return true;
        }
        final int linkType = packet.linkType();
        for (int i = 0; i < linkTypes.length; i++) {
            if (linkTypes[i] == linkType) {
                return filters[i] != null && filters[i].matches(packet);
            }
        }
        return compileLater(linkType, packet);
    }

    private boolean compileLater(int linkType, Packet packet) {
        try {
            compile(linkType);
        } catch (MapiException unsuitable) {
            remember(linkType, null);
        }
        final CaptureFilter filter = filters[filters.length - 1];
        return filter != null && filter.matches(packet);
    }

    private void compile(int linkType) {
        remember(linkType, compiler.compile(expression, linkType, SNAP_LENGTH, FilterCompiler.NETMASK_UNKNOWN));
    }

    private void remember(int linkType, CaptureFilter filter) {
        linkTypes = Arrays.copyOf(linkTypes, linkTypes.length + 1);
        filters = Arrays.copyOf(filters, filters.length + 1);
        linkTypes[linkTypes.length - 1] = linkType;
        filters[filters.length - 1] = filter;
    }

    String expression() {
        return expression;
    }
}
