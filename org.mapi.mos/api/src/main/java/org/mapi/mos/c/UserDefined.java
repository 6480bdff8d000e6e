package org.mapi.mos.c;

import java.util.Arrays;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.Registrations;
import org.mapi.mos.UserEvent;

/** A user-defined event with its C number. */
final class UserDefined {
    final long number;
    final FilterArg arg;
    private final Mtcp mtcp;
    private final BuiltInEvent root;
    private final UserDefined parent;
    private final Filter filter;
    private UserEvent event;

    /**
     * An event.
     *
     * @param parent the user-defined base, null if the base is {@code root}
     * @param filter null if it was allocated
     */
    UserDefined(Mtcp mtcp, long number, BuiltInEvent root, UserDefined parent, Filter filter, FilterArg arg) {
        this.mtcp = mtcp;
        this.number = number;
        this.root = root;
        this.parent = parent;
        this.filter = filter;
        this.arg = arg;
    }

    private long base() {
        return parent == null ? root.number() : parent.number;
    }

    BuiltInEvent root() {
        return root;
    }

    UserDefined parent() {
        return parent;
    }

    boolean is(long base, Filter otherFilter, FilterArg otherArg) {
        return filter == otherFilter && filter != null && base == base()
            && (arg == null ? otherArg == null : otherArg != null && Arrays.equals(arg.arg(), otherArg.arg()));
    }

    /** The event as the stack knows it; defined there at the first need. */
    synchronized UserEvent in(Registrations on) {
        if (event == null) {
            final FlowEvent base = parent == null ? root : parent.in(on);
            event = filter == null ? on.allocate(base) : on.define(base, this::test);
        }
        return event;
    }

    private boolean test(FlowContext flow) {
        final MonitorSock sock = mtcp.sock(flow.monitor());
        return sock != null && sock.test(flow, filter, base(), arg);
    }
}
