package org.mapi.core.engine.control;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.agent.AgentPhase;
import org.mapi.core.engine.agent.AgentRunner;
import org.mapi.core.engine.agent.DeviceAgent;
import org.mapi.core.engine.agent.Station;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the watchdog has seen of one agent: whether it gets on, and in which function it was found how often. The agent itself
 * measures nothing, and time in which the machine has no processor for its thread is held against nobody.
 */
final class AgentSighting {
    /** Longest time without progress that is still taken for work, in nanoseconds of {@linkplain OwnTime its own time}. */
    static final long PATIENCE = 1_000_000_000L;
    /** A call that takes so long is slow, in nanoseconds of the agent's own time. */
    static final long SLOW = 250_000_000L;
    /** A share of the agent's time is told of so long a stretch, in nanoseconds. */
    static final long WINDOW = 1_000_000_000L;
    /** A function with such a share of its agent's time dominates. */
    static final double DOMINANT = 0.75;
    /** One that dominated does so no longer. */
    private static final double SETTLED = 0.5;
    /** Windows in a row before a function is named. */
    private static final int WINDOWS = 2;
    /** How long a slow call is shown, in nanoseconds. */
    private static final long SHOWN = 10_000_000_000L;
    private static final int MOST_NAMES = 100;
    private static final int FRAMES = 3;
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    /** How one function is doing. */
    private static final class Load {
        int hits;
        int windows;
        long slowUntil;
        boolean slow;
    }

    private final DeviceControl device;
    private final AgentRunner runner;
    private final DeviceAgent agent;
    private final Map<Station, Load> loads = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private final OwnTime own = new OwnTime();
    private long progress = -1;
    private boolean stuck;
    private Station hanging;
    private boolean reported;
    private long windowStart;
    private int samples;

    AgentSighting(DeviceControl device, AgentRunner runner, long now) {
        this.device = device;
        this.runner = runner;
        this.agent = runner.agent();
        this.windowStart = now;
        own.begin(now);
    }

    /** Looks at the agent. */
    void look(long now) {
        final Station station = agent.current();
        final long next = agent.progress();
        final boolean getsOn = next != progress || runner.ended();
        final long spent = getsOn ? 0 : own.look(runner.task(), now);
        if (getsOn || !own.waiting()) {
            // Where a thread waits for a processor says nothing of the function.
            count(station);
        }
        if (getsOn) {
            progress = next;
            own.begin(now);
            getsOn();
        } else if (spent >= PATIENCE) {
            if (!stuck) {
                // The watchdog had no turn while it was only slow.
                slow(station, now);
            }
            hangs(station);
        } else if (spent >= SLOW) {
            slow(station, now);
        }
        if (now - windowStart >= WINDOW) {
            weigh(now);
        }
    }

    private void count(Station station) {
        samples++;
        if (station != null) {
            loads.computeIfAbsent(station, key -> new Load()).hits++;
        }
    }

    private void getsOn() {
        if (stuck) {
            stuck = false;
            device.stuck(agent, null);
        }
        if (reported) {
            reported = false;
            returns();
            device.hanging(agent, null, "");
            LOG.info("device {} gets on again", agent.name());
        }
    }

    /** What hung does so no longer, and is shown as slow when it is found so again. */
    private void returns() {
        if (hanging != null) {
            hanging.warning("");
            final Load load = loads.get(hanging);
            if (load != null) {
                load.slow = false;
            }
        }
        hanging = null;
    }

    private void hangs(Station station) {
        if (reported && station == hanging) {
            return;
        }
        final String what = agent.phase() == AgentPhase.DRIVER ? "the driver " + device.entry().configuration().driver()
            : station == null ? "the agent" : "function " + station.label();
        returns();
        hanging = station;
        if (station != null) {
            station.warning("hangs: has not returned for more than a second");
        }
        device.hanging(agent, station, what + " has not returned for more than a second");
        if (!reported) {
            reported = true;
            LOG.error("device {} hangs: {} has not returned for more than a second, at {}", agent.name(), what,
                place(runner.stack()));
        }
    }

    private void slow(Station station, long now) {
        if (!stuck) {
            stuck = true;
            device.stuck(agent, station);
        }
        if (station == null) {
            return;
        }
        final Load load = loads.computeIfAbsent(station, key -> new Load());
        load.slowUntil = now + SHOWN;
        if (!load.slow) {
            load.slow = true;
            station.warning("slow: one call took a quarter of a second or more");
            device.slow(station, station.warning());
            if (first("slow " + station.label())) {
                LOG.warn("device {}: function {} is slow, one call took a quarter of a second or more", agent.name(),
                    station.label());
            }
        }
    }

    /** A stretch is over: tells each function's share of it. */
    private void weigh(long now) {
        for (Iterator<Map.Entry<Station, Load>> i = loads.entrySet().iterator(); i.hasNext();) {
            final Map.Entry<Station, Load> one = i.next();
            weigh(one.getKey(), one.getValue(), now);
            if (one.getValue().hits == 0 && one.getValue().windows == 0 && !one.getValue().slow) {
                i.remove();
            }
            one.getValue().hits = 0;
        }
        samples = 0;
        windowStart = now;
    }

    private void weigh(Station station, Load load, long now) {
        final double share = (double) load.hits / Math.max(1, samples);
        station.load(share);
        final boolean named = load.windows >= WINDOWS;
        load.windows = share >= DOMINANT ? Math.min(WINDOWS, load.windows + 1) : named && share >= SETTLED ? load.windows : 0;
        if (load.slow && now - load.slowUntil >= 0) {
            load.slow = false;
            if (station != hanging) {
                station.warning("");
            }
        }
        if (station == hanging || load.slow) {
            return;
        }
        if (load.windows >= WINDOWS) {
            station.warning("takes " + Math.round(100 * share) + " % of the time of its device's thread");
            dominates(station, named);
        } else if (named) {
            station.warning("");
        }
    }

    private void dominates(Station station, boolean named) {
        if (!named && first("dominates " + station.label())) {
            device.slow(station, station.warning());
            if (device.properties().kind() == DeviceKind.LIVE) {
                LOG.warn("device {}: function {} {}", agent.name(), station.label(), station.warning());
            } else {
                // What is read as fast as it can be processed has to be in some function most of the time.
                LOG.info("device {}: function {} {}", agent.name(), station.label(), station.warning());
            }
        }
    }

    private boolean first(String text) {
        return told.size() < MOST_NAMES && told.add(text);
    }

    private static String place(StackTraceElement[] stack) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
            text.append(i == 0 ? "" : " < ").append(stack[i].getClassName()).append('.').append(stack[i].getMethodName());
        }
        return text.toString();
    }
}
