package org.mapi.core.engine;

import java.util.Map;

/** Is told what happens in an engine, see {@link org.mapi.MapiTopics}. On a thread of its own, one event after the other. */
@FunctionalInterface
public interface EngineListener {
    /**
     * Something happened.
     *
     * @param topic      a constant of {@link org.mapi.MapiTopics}
     * @param properties by the names given there; immutable
     */
    void happened(String topic, Map<String, Object> properties);
}
