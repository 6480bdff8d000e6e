package org.mapi.mos.stack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowCallback;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.Hook;
import org.mapi.mos.UserEvent;

/**
 * Which callbacks an application has registered: a tree of events per hook and built-in event. Immutable; a change makes another
 * table, so that flows share one.
 */
final class DispatchTable {
    private static final int HOOKS = Hook.values().length;
    private static final int EVENTS = Long.SIZE;
    private static final Comparator<Registration> ORDER = Comparator.comparing(Registration::hook)
        .thenComparing(registration -> registration.event().number());

    /** Filters run first: they may raise events that have none. */
    private static final Comparator<FlowEvent> CHILDREN = Comparator
        .comparing((FlowEvent event) -> event instanceof DefinedEvent defined && defined.filter == null)
        .thenComparing(FlowEvent::number);

    private static final int MOST_REMEMBERED = 64;

    /** An event at a hook. */
    record Registration(Hook hook, FlowEvent event) { }

    /** A step to another table; a null callback takes one away. */
    private record Change(Registration registration, FlowCallback callback) { }

    private final Map<Registration, FlowCallback> callbacks;
    /** By hook and bit of the built-in event; null where nothing is registered. */
    private final EventNode[][] roots = new EventNode[HOOKS][EVENTS];
    private final long[] masks = new long[HOOKS];
    /** Tables that were made from this one, so that flows that change alike share one; used by one thread. */
    private final Map<Change, DispatchTable> next = new HashMap<>();

    private DispatchTable(Map<Registration, FlowCallback> callbacks) {
        this.callbacks = callbacks;
        for (Hook hook : Hook.values()) {
            for (BuiltInEvent event : BuiltInEvent.values()) {
                final EventNode root = node(hook, event);
                if (root != null) {
                    roots[hook.ordinal()][Long.numberOfTrailingZeros(event.number())] = root;
                    masks[hook.ordinal()] |= event.number();
                }
            }
        }
    }

    private EventNode node(Hook hook, FlowEvent event) {
        final List<EventNode> children = new ArrayList<>();
        callbacks.keySet().stream().filter(registration -> registration.hook() == hook).map(Registration::event)
            .map(registered -> childOf(event, registered)).filter(child -> child != null).distinct()
            .sorted(CHILDREN).forEach(child -> children.add(node(hook, child)));
        final FlowCallback callback = callbacks.get(new Registration(hook, event));
        if (callback == null && children.isEmpty()) {
            return null;
        }
        return new EventNode(event, event instanceof DefinedEvent defined ? defined.filter : null, callback,
            children.isEmpty() ? EventNode.NO_CHILDREN : children.toArray(EventNode[]::new));
    }

    /** The event directly above {@code parent} on the way to {@code event}; null if there is none. */
    private static FlowEvent childOf(FlowEvent parent, FlowEvent event) {
        FlowEvent at = event;
        while (at instanceof UserEvent user) {
            if (user.base().equals(parent)) {
                return user;
            }
            at = user.base();
        }
        return null;
    }

    /** The table with one callback more, or another one in its place; null takes it away. */
    DispatchTable changed(Hook hook, FlowEvent event, FlowCallback callback) {
        final Change change = new Change(new Registration(hook, event), callback);
        final DispatchTable known = next.get(change);
        if (known != null) {
            return known;
        }
        final Map<Registration, FlowCallback> changed = new TreeMap<>(ORDER);
        changed.putAll(callbacks);
        if (callback == null) {
            changed.remove(change.registration());
        } else {
            changed.put(change.registration(), callback);
        }
        final DispatchTable table = new DispatchTable(changed);
        if (next.size() < MOST_REMEMBERED) {
            next.put(change, table);
        }
        return table;
    }

    /** A table without callbacks, for one worker. */
    static DispatchTable empty() {
        return new DispatchTable(Map.of());
    }

    boolean has(Hook hook, FlowEvent event) {
        return callbacks.containsKey(new Registration(hook, event));
    }

    /** The built-in events (bits) that somebody hears of at a hook. */
    long mask(Hook hook) {
        return masks[hook.ordinal()];
    }

    /** The tree of a built-in event, by the ordinal of the hook and the place of its bit; null if nothing is registered. */
    EventNode root(int hook, int bit) {
        return roots[hook][bit];
    }
}
