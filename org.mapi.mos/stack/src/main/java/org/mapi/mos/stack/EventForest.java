package org.mapi.mos.stack;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Errno;
import org.mapi.mos.EventFilter;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.MosException;
import org.mapi.mos.UserEvent;

/** All user-defined events of the stack, by number from 0x1000 up. Any thread may call it. */
final class EventForest {
    private static final long FIRST = 0x1000;
    private static final int MOST = 100_000;

    /** What makes two definitions the same event. */
    private record Definition(FlowEvent base, EventFilter filter) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Definition that && base == that.base && filter == that.filter;
        }

        @Override
        public int hashCode() {
            return Objects.hash(System.identityHashCode(base), System.identityHashCode(filter));
        }
    }

    private final Map<Definition, DefinedEvent> defined = new HashMap<>();
    private final Map<Long, DefinedEvent> byNumber = new HashMap<>();
    private final Map<String, DefinedEvent> byName = new LinkedHashMap<>();
    private long next = FIRST;

    /** The event of a base and a filter, made if there is none. */
    synchronized UserEvent define(FlowEvent base, EventFilter filter, String name) {
        require(base);
        final Definition definition = new Definition(base, filter);
        DefinedEvent event = defined.get(definition);
        if (event == null) {
            event = add(base, filter, name);
            defined.put(definition, event);
        }
        return event;
    }

    /** A new event without a filter. */
    synchronized UserEvent allocate(FlowEvent parent) {
        require(parent);
        return add(parent, null, null);
    }

    private DefinedEvent add(FlowEvent base, EventFilter filter, String name) {
        if (byNumber.size() == MOST) {
            throw new MosException(Errno.ENOMEM, "there are " + MOST + " user-defined events already");
        }
        final long number = next++;
        final DefinedEvent event = new DefinedEvent(number, base, filter,
            name == null ? base.label() + "#" + Long.toHexString(number) : name);
        byNumber.put(number, event);
        if (name != null) {
            byName.put(name, event);
        }
        return event;
    }

    private void require(FlowEvent base) {
        if (!knows(base)) {
            throw new MosException(Errno.EINVAL, "base event " + base.label() + " is not known, expected a built-in event or one "
                + "that was defined here");
        }
    }

    /** Whether an event is built in or was made here. */
    synchronized boolean knows(FlowEvent event) {
        return event instanceof BuiltInEvent || byNumber.get(event.number()) == event;
    }

    /** The event of a name. */
    synchronized UserEvent named(String name) {
        final DefinedEvent event = byName.get(name);
        if (event == null) {
            throw new MosException(Errno.ENOENT, "there is no event " + name + ", known are " + byName.keySet());
        }
        return event;
    }

    /** The events with a name of their own, by age. */
    synchronized List<FlowEvent> all() {
        return List.copyOf(byName.values());
    }

    /** Forgets an event; nothing may be registered for it any more. */
    synchronized void forget(UserEvent event) {
        byNumber.remove(event.number());
        byName.values().remove(event);
        defined.values().remove(event);
    }
}
