package org.mapi.core.engine.control;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.mapi.core.engine.agent.AgentPhase;
import org.mapi.core.engine.agent.AgentRunner;
import org.mapi.core.engine.agent.DaemonThreads;
import org.mapi.core.engine.agent.DeviceAgent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at all agents four times a second and names what has not got on for a second. */
final class Watchdog implements AutoCloseable {
    /** Longest time without progress that is still taken for work, in nanoseconds. */
    static final long PATIENCE = 1_000_000_000L;
    private static final long INTERVAL = 250_000_000L;
    private static final int FRAMES = 3;
    private static final int MOST_SLOW = 100;
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    /** What was seen of an agent. */
    private static final class Sighting {
        long progress = -1;
        long since;
        boolean reported;
        final Set<String> slow = new HashSet<>();
    }

    private final Supplier<? extends Collection<DeviceControl>> devices;
    private final Map<DeviceAgent, Sighting> sightings = new HashMap<>();
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
                look(device, runner, sightings.computeIfAbsent(runner.agent(), key -> new Sighting()), now);
            }
        }
        sightings.keySet().retainAll(there);
    }

    private static void look(DeviceControl device, AgentRunner runner, Sighting sighting, long now) {
        final DeviceAgent agent = runner.agent();
        final long progress = agent.progress();
        if (progress != sighting.progress || runner.ended()) {
            sighting.progress = progress;
            sighting.since = now;
            if (sighting.reported) {
                sighting.reported = false;
                device.hanging(agent, "");
                LOG.info("device {} gets on again", agent.name());
            }
        } else if (now - sighting.since >= PATIENCE) {
            report(device, runner, sighting);
        } else {
            noteSlow(device, agent.inProgress(), sighting);
        }
    }

    private static void noteSlow(DeviceControl device, String function, Sighting sighting) {
        if (!function.isEmpty() && sighting.slow.size() < MOST_SLOW && sighting.slow.add(function)) {
            LOG.warn("device {}: function {} is slow, one call took about a quarter of a second or more", device.entry().name(),
                function);
        }
    }

    private static void report(DeviceControl device, AgentRunner runner, Sighting sighting) {
        final DeviceAgent agent = runner.agent();
        final String function = agent.inProgress();
        final String what = agent.phase() == AgentPhase.DRIVER ? "the driver " + device.entry().configuration().driver()
            : function.isEmpty() ? "the agent" : "function " + function;
        device.hanging(agent, what + " has not returned for more than a second");
        if (!sighting.reported) {
            sighting.reported = true;
            LOG.error("device {} hangs: {} has not returned for more than a second, at {}", agent.name(), what,
                place(runner.stack()));
        }
    }

    private static String place(StackTraceElement[] stack) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
            text.append(i == 0 ? "" : " < ").append(stack[i].getClassName()).append('.').append(stack[i].getMethodName());
        }
        return text.toString();
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}
