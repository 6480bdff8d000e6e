package org.mapi.core.engine.agent;

import java.util.List;
import java.util.function.LongFunction;
import org.mapi.core.engine.plan.Node;
import org.mapi.core.engine.plan.Plan;

/**
 * A plan laid out flat for one queue: the stations in the order of a depth-first walk. Station {@code i} lets a packet on to
 * {@code i + 1}; when it stops it, the walk goes on at {@code skip[i]}, behind everything that hangs on it.
 */
public final class Walk {
    /** Nothing to do. */
    public static final Walk EMPTY = new Walk(new Station[0]);
    /** The packet's mark has to be what it was when the parent was done: another branch was here. */
    static final byte RESTORE_MARK = 1;
    /** The mark that this station leaves is needed again for a later branch. */
    static final byte SAVE_MARK = 2;
    /** The flow gets its own copy of the packet here. */
    static final byte COPY = 4;
    /** Works on the copy. */
    static final byte ON_COPY = 8;

    final Station[] stations;
    final int[] skip;
    final byte[] flags;
    /** Where in {@link #marks} the mark to restore is. */
    final int[] markFrom;
    final int[] marks;

    private Walk(Station[] stations) {
        this.stations = stations;
        final int count = stations.length;
        skip = new int[count];
        flags = new byte[count];
        markFrom = new int[count];
        marks = new int[count + 1];
    }

    /**
     * Lays a plan out.
     *
     * @param plan     the plan
     * @param stations the station of each node for this queue
     */
    public static Walk of(Plan plan, LongFunction<Station> stations) {
        final List<Node> nodes = plan.nodes();
        final Station[] order = new Station[nodes.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = stations.apply(nodes.get(i).id());
        }
        final Walk walk = new Walk(order);
        int at = 0;
        for (int i = 0; i < plan.roots().size(); i++) {
            at = walk.lay(plan.roots().get(i), at, order.length, i > 0, false);
        }
        return walk;
    }

    /**
     * Lays stations out beside each other: each sees all packets, whatever the others say.
     *
     * @param branches whether they are branches, before which the packet's mark is restored
     */
    static Walk beside(List<Station> stations, boolean branches) {
        final Walk walk = new Walk(stations.toArray(Station[]::new));
        for (int i = 0; i < walk.stations.length; i++) {
            walk.skip[i] = i + 1;
            walk.flags[i] = branches ? RESTORE_MARK : 0;
            walk.markFrom[i] = walk.stations.length;
        }
        return walk;
    }

    /** Whether a station works on the flow's own copy of the packet. */
    boolean onCopy(int index) {
        return (flags[index] & ON_COPY) != 0;
    }

    /** Where a station stands; -1 if it is none of this walk. */
    int indexOf(Station station) {
        for (int i = 0; i < stations.length; i++) {
            if (stations[i] == station) {
                return i;
            }
        }
        return -1;
    }

    private int lay(Node node, int at, int parentMark, boolean laterBranch, boolean parentOnCopy) {
        final boolean copies = node.work().definition().modifies() && !parentOnCopy;
        final boolean onCopy = copies || parentOnCopy;
        final boolean branches = node.children().size() > 1;
        flags[at] = (byte) ((laterBranch ? RESTORE_MARK : 0) | (branches ? SAVE_MARK : 0) | (copies ? COPY : 0)
            | (onCopy ? ON_COPY : 0));
        markFrom[at] = parentMark;
        int next = at + 1;
        for (int i = 0; i < node.children().size(); i++) {
            next = lay(node.children().get(i), next, branches ? at : parentMark, i > 0, onCopy);
        }
        skip[at] = next;
        return next;
    }
}
