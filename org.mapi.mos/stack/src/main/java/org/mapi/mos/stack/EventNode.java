package org.mapi.mos.stack;

import org.mapi.mos.EventFilter;
import org.mapi.mos.FlowCallback;
import org.mapi.mos.FlowEvent;

/**
 * An event in an application's tree of one hook: called if a callback is registered, then its children whose filters agree.
 * Immutable; only registered events and their ancestors are in a tree.
 *
 * @param event    the event
 * @param filter   null for built-in and for allocated events
 * @param callback null if only an event below it is registered
 * @param children events on top of it, in ascending order of their numbers
 */
record EventNode(FlowEvent event, EventFilter filter, FlowCallback callback, EventNode[] children) {
    static final EventNode[] NO_CHILDREN = {};
}
