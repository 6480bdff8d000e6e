package org.mapi.core.engine.control;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.mapi.core.engine.agent.AgentRunner;
import org.mapi.core.engine.agent.DaemonThreads;
import org.mapi.core.engine.agent.DeviceAgent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all agents fifty times a second: names what has not got on for a second, and tells from how often an agent was found
 * in which function how the functions share its time.
 */
final class Watchdog implements AutoCloseable {
    private static final long INTERVAL = 20_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final Supplier<? extends Collection<DeviceControl>> devices;
    private final Map<DeviceAgent, AgentSighting> sightings = new HashMap<>();
    private final Thread thread;
    private volatile boolean stopped;

    Watchdog(Supplier<? extends Collection<DeviceControl>> devices) {
        this.devices = devices;
        thread = DaemonThreads.make("mapi-watchdog", this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!stopped) {
            LockSupport.parkNanos(INTERVAL);
            try {
                look(System.nanoTime());
            } catch (RuntimeException e) {
                LOG.warn("watchdog failed", e);
            }
        }
    }

    private void look(long now) {
        final Set<DeviceAgent> there = new HashSet<>();
        for (DeviceControl device : devices.get()) {
            for (AgentRunner runner : device.team().runners()) {
                there.add(runner.agent());
                sightings.computeIfAbsent(runner.agent(), key -> new AgentSighting(device, runner, now)).look(now);
            }
        }
        sightings.keySet().retainAll(there);
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}
