package org.mapi.core.engine.control;

import java.util.List;
import org.mapi.core.engine.agent.Station;

/**
 * The stations of one node of a plan: one per receive queue, or a single one that sees the packets of all queues.
 *
 * @param stations  by queue
 * @param resources queue and files of each station's instance
 */
record StationSet(List<Station> stations, List<InstanceResources> resources) {
    /** Copies the lists. */
    StationSet {
        stations = List.copyOf(stations);
        resources = List.copyOf(resources);
    }

    /** The station that sees the packets of a queue. */
    Station at(int queue) {
        return stations.size() == 1 ? stations.get(0) : stations.get(queue);
    }

    /** The station that lives on a queue; null where there is one for all queues and it lives elsewhere. */
    Station of(int queue) {
        return queue < stations.size() ? stations.get(queue) : null;
    }
}
