package org.mapi.core.engine.control;

import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.plan.Node;
import org.mapi.function.FunctionInstance;

/** A station in the making. */
final class NewStation {
    final Node node;
    final int queue;
    final AppliedRecord owner;
    final InstanceResources resources;
    final FunctionInstance instance;
    /** The shared station it is split off from, or null. */
    final Station original;
    Station station;

    NewStation(Node node, int queue, AppliedRecord owner, InstanceResources resources, FunctionInstance instance,
               Station original) {
        this.node = node;
        this.queue = queue;
        this.owner = owner;
        this.resources = resources;
        this.instance = instance;
        this.original = original;
    }

    /** The queue in whose file its block is. */
    int home() {
        return Math.max(0, queue);
    }
}
