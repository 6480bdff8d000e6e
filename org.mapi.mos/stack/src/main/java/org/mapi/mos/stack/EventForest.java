package org.mapi.mos.stack;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Errno;
import org.mapi.mos.EventFilter;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.MosException;
import org.mapi.mos.UserEvent;

/**
 * All user-defined events of the stack, by number from 0x1000 up. Any thread may call it. Only events with a name of their own
 * are held here: the others live as long as those who defined them keep them, so that an application leaves without a trace.
 */
final class EventForest {
    private static final long FIRST = 0x1000;
    private static final int MOST = 100_000;

    /** What makes two definitions the same event: the number of the base and the filter object. */
    private static final class Definition extends WeakReference<EventFilter> {
        private final long base;
        private final int hash;

        Definition(FlowEvent base, EventFilter filter, ReferenceQueue<Object> queue) {
            super(filter, queue);
            this.base = base.number();
            hash = 31 * System.identityHashCode(filter) + Long.hashCode(this.base);
        }

        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof Definition that && base == that.base && get() != null
                && refersTo(that.get());
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** An event that somebody may still have. */
    private static final class Living extends WeakReference<DefinedEvent> {
        private final long number;

        Living(DefinedEvent event, ReferenceQueue<Object> queue) {
            super(event, queue);
            number = event.number();
        }
    }

    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();
    private final Map<Definition, Living> defined = new HashMap<>();
    private final Map<Long, Living> living = new HashMap<>();
    private final Map<String, DefinedEvent> byName = new LinkedHashMap<>();
    private long next = FIRST;

    /** The event of a base and a filter, made if there is none. */
    synchronized UserEvent define(FlowEvent base, EventFilter filter, String name) {
        require(base);
        purge();
        final Definition definition = new Definition(base, filter, gone);
        final Living known = defined.get(definition);
        DefinedEvent event = known == null ? null : known.get();
        if (event == null) {
            event = add(base, filter, name);
            defined.put(definition, living.get(event.number()));
        }
        return event;
    }

    /** A new event without a filter. */
    synchronized UserEvent allocate(FlowEvent parent) {
        require(parent);
        purge();
        return add(parent, null, null);
    }

    private DefinedEvent add(FlowEvent base, EventFilter filter, String name) {
        if (living.size() >= MOST) {
            throw new MosException(Errno.ENOMEM, "there are " + MOST + " user-defined events already");
        }
        final long number = next++;
        final DefinedEvent event = new DefinedEvent(number, base, filter,
            name == null ? base.label() + "#" + Long.toHexString(number) : name, name != null, this);
        living.put(number, new Living(event, gone));
        if (name != null) {
            byName.put(name, event);
        }
        return event;
    }

    private void purge() {
        for (Reference<?> one = gone.poll(); one != null; one = gone.poll()) {
            if (one instanceof Living event) {
                living.remove(event.number);
                defined.values().remove(event);
            } else {
                defined.remove(one);
            }
        }
    }

    private void require(FlowEvent base) {
        if (!knows(base)) {
            throw new MosException(Errno.EINVAL, "base event " + base.label() + " is not known, expected a built-in event or one "
                + "that was defined here");
        }
    }

    /** Whether an event is built in or was made here and not forgotten. */
    synchronized boolean knows(FlowEvent event) {
        return event instanceof BuiltInEvent || event instanceof DefinedEvent own && own.forest == this && !own.isForgotten;
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
        if (event instanceof DefinedEvent own && own.forest == this) {
            own.isForgotten = true;
            living.remove(event.number());
            byName.values().remove(own);
            defined.values().removeIf(one -> one.refersTo(own));
        }
    }
}
