package org.mapi.core.engine.plan;

/**
 * A reference of a function to its own flow ({@link #FLOW}) or to a function of it, by position: what makes the arguments of two
 * flows comparable.
 *
 * @param position from 0, or {@link #FLOW}
 */
public record OwnReference(int position) {
    /** The flow itself. */
    public static final int FLOW = -1;
}
