package org.mapi.core.pcap.filter;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.mapi.capture.CaptureFilter;

/**
 * A filter: a program for one expression and link type.
 *
 * <p>The only class of filters, so that whoever calls one gets along with new filters as with old ones. The one call that the
 * JIT would compile for the only filter it has met, and take back when the second one comes, is here, where
 * {@link FilterTraining} shows it others in time.
 */
final class ProgramFilter implements CaptureFilter {
    private final FilterCode code;
    private final FilterBody body;
    private final String expression;
    private final int linkType;

    /**
     * A filter.
     *
     * @param code       the code of its program; held so that equal filters find it again as long as one of them lives
     * @param body       what it runs
     * @param expression the expression
     * @param linkType   {@code LINKTYPE_} value
     */
    ProgramFilter(FilterCode code, FilterBody body, String expression, int linkType) {
        this.code = Objects.requireNonNull(code, "code");
        this.body = Objects.requireNonNull(body, "body");
        this.expression = Objects.requireNonNull(expression, "expression");
        this.linkType = linkType;
    }

    @Override
    public int run(MemorySegment segment, long offset, int captureLength, int wireLength) {
        return body.run(segment, offset, captureLength, wireLength);
    }

    /** This filter for packets of systems with this system's byte order, the other one for those of the others. */
    ProgramFilter orSwapped(ProgramFilter other) {
        return new ProgramFilter(code, new LoopbackBody(this, other), expression, linkType);
    }

    FilterProgram program() {
        return code.program();
    }

    FilterBody body() {
        return body;
    }

    @Override
    public String expression() {
        return expression;
    }

    @Override
    public int linkType() {
        return linkType;
    }

    /** The program; for link type NULL the one for packets with this system's byte order. */
    @Override
    public String listing() {
        return FilterListing.of(code.program());
    }

    @Override
    public String toString() {
        return "filter \"" + expression + "\" for link type " + linkType;
    }
}
