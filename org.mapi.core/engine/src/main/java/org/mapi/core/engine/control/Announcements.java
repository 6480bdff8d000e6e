package org.mapi.core.engine.control;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.mapi.LibraryInformation;
import org.mapi.MapiTopics;
import org.mapi.core.engine.EngineListener;
import org.mapi.core.engine.agent.DaemonThreads;
import org.mapi.core.engine.agent.FaultText;
import org.mapi.core.engine.device.DeviceEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what happens, on a thread of its own: whoever tells never waits. When listeners are too slow, what finds no
 * room is dropped.
 */
final class Announcements implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    private static final int ROOM = 4_096;

    private final List<EngineListener> listeners = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor executor;
    private volatile boolean dropping;

    Announcements() {
        executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(ROOM),
            body -> DaemonThreads.make("mapi-events", body), (task, pool) -> dropped(pool));
        executor.allowCoreThreadTimeOut(true);
    }

    private void dropped(ThreadPoolExecutor pool) {
        if (!dropping && !pool.isShutdown()) {
            dropping = true;
            LOG.warn("events are lost: listeners are too slow, {} wait", ROOM);
        }
    }

    void add(EngineListener listener) {
        listeners.add(listener);
    }

    void remove(EngineListener listener) {
        listeners.remove(listener);
    }

    /** Tells; never waits. Not from an agent: the queue has a lock. */
    private void tell(String topic, Map<String, Object> properties) {
        final Map<String, Object> told = Map.copyOf(properties);
        executor.execute(() -> deliver(topic, told));
    }

    /** Something happened to a flow. */
    void flow(String topic, FlowRecord flow, String detail) {
        if (!listeners.isEmpty()) {
            tell(topic, flow(flow, detail));
        }
    }

    private static Map<String, Object> flow(FlowRecord flow, String detail) {
        final Map<String, Object> properties = properties(detail);
        properties.put(MapiTopics.FLOW_ID, flow.id());
        properties.put(MapiTopics.OWNER, flow.owner());
        properties.put(MapiTopics.DEVICE, flow.device().entry().name());
        return properties;
    }

    /** Something happened to a function of a flow. */
    void function(String topic, AppliedRecord applied, String detail) {
        if (!listeners.isEmpty()) {
            final Map<String, Object> properties = flow(applied.flow(), detail);
            properties.put(MapiTopics.FUNCTION_ID, applied.reference().id());
            properties.put(MapiTopics.FUNCTION, applied.definition().function());
            properties.put(MapiTopics.LIBRARY, applied.definition().library());
            tell(topic, properties);
        }
    }

    /** Something happened to a device. */
    void device(String topic, DeviceEntry device, String detail) {
        if (!listeners.isEmpty()) {
            final Map<String, Object> properties = properties(detail);
            properties.put(MapiTopics.DEVICE, device.name());
            tell(topic, properties);
        }
    }

    /** Libraries came and went. */
    void libraries(List<LibraryInformation> before, List<LibraryInformation> now) {
        if (!listeners.isEmpty()) {
            before.stream().filter(library -> absent(library, now)).forEach(gone -> library(MapiTopics.LIBRARY_REMOVED, gone));
            now.stream().filter(library -> absent(library, before)).forEach(come -> library(MapiTopics.LIBRARY_ADDED, come));
        }
    }

    private static boolean absent(LibraryInformation library, List<LibraryInformation> others) {
        return others.stream().noneMatch(other -> other.library().equals(library.library())
            && other.bundle().equals(library.bundle()) && other.version().equals(library.version()));
    }

    private void library(String topic, LibraryInformation library) {
        final Map<String, Object> properties = properties("");
        properties.put(MapiTopics.LIBRARY, library.library());
        properties.put(MapiTopics.BUNDLE, library.bundle());
        properties.put(MapiTopics.VERSION, library.version());
        tell(topic, properties);
    }

    private static Map<String, Object> properties(String detail) {
        final Map<String, Object> properties = new HashMap<>();
        properties.put(MapiTopics.DETAIL, detail);
        properties.put(MapiTopics.TIMESTAMP, System.currentTimeMillis());
        return properties;
    }

    private void deliver(String topic, Map<String, Object> properties) {
        if (executor.getQueue().isEmpty()) {
            dropping = false;
        }
        for (EngineListener listener : listeners) {
            try {
                listener.happened(topic, properties);
            } catch (RuntimeException | Error e) {
                LOG.warn("event {}: listener failed: {}", topic, FaultText.of(e));
            }
        }
    }

    /** Ends when everything is told. */
    @Override
    public void close() {
        executor.shutdown();
    }
}
