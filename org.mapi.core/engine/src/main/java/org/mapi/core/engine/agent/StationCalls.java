package org.mapi.core.engine.agent;

import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.mapi.core.engine.memory.ResultSlot;
import org.mapi.core.engine.memory.SavedState;
import org.mapi.function.FunctionInstance;

/**
 * Calls instances apart from {@code process}: tells the watchdog who is in progress and quarantines who throws. Agent's thread
 * only.
 */
public final class StationCalls {
    private final DeviceAgent agent;
    private final Queue<FunctionInstance> disposed = new ConcurrentLinkedQueue<>();

    StationCalls(DeviceAgent agent) {
        this.agent = agent;
    }

    int capacity(Station station) {
        final AgentPhase before = agent.activity().calling(station);
        try {
            return station.instance.capacity();
        } catch (Throwable e) {
            agent.quarantine(station, e);
            return Integer.MAX_VALUE;
        } finally {
            agent.activity().called(before);
        }
    }

    void timer(Station station, long now) {
        if (station.state() != StationState.WORKING) {
            return;
        }
        final AgentPhase before = agent.activity().calling(station);
        try {
            station.instance.timer(now);
            station.invalidate();
        } catch (Throwable e) {
            agent.quarantine(station, e);
        } finally {
            agent.activity().called(before);
        }
    }

    /** Has an instance pass on what it holds back; returns whether that is all. */
    boolean drain(Station station) {
        final AgentPhase before = agent.activity().calling(station);
        try {
            station.drained = station.instance.drain();
            station.invalidate();
        } catch (Throwable e) {
            agent.quarantine(station, e);
            station.drained = true;
        } finally {
            agent.activity().called(before);
        }
        return station.drained;
    }

    void end(Station station) {
        if (station.state() != StationState.WORKING) {
            return;
        }
        final AgentPhase before = agent.activity().calling(station);
        try {
            station.instance.end();
        } catch (Throwable e) {
            agent.quarantine(station, e);
        } finally {
            agent.activity().called(before);
        }
    }

    void publish(Station station, long captureTime, long wall) {
        final ResultSlot slot = station.slot;
        if (station.publishing) {
            final AgentPhase before = agent.activity().calling(station);
            try {
                station.instance.publish(slot.begin());
            } catch (Throwable e) {
                agent.quarantine(station, e);
            } finally {
                agent.activity().called(before);
            }
        }
        if (station.ring != null) {
            station.ring.flush();
        }
        slot.end(station.seen == 0 ? 0 : captureTime, wall, station.seen, station.passed, station.missed,
            station.emitted);
        station.publishedSeen = station.seen;
    }

    void compute(Station station) {
        final AgentPhase before = agent.activity().calling(station);
        try {
            station.instance.publish(station.slot.begin());
        } catch (Throwable e) {
            agent.quarantine(station, e);
        } finally {
            agent.activity().called(before);
        }
    }

    /** Sets a result back to its start. */
    public void reset(Station station) {
        if (station.state() != StationState.WORKING) {
            return;
        }
        final AgentPhase before = agent.activity().calling(station);
        try {
            station.instance.reset();
            station.invalidate();
        } catch (Throwable e) {
            agent.quarantine(station, e);
        } finally {
            agent.activity().called(before);
        }
        agent.publishNow(station);
    }

    /**
     * Saves an instance for its successor.
     *
     * @return what it saved, or null when it threw or was out before it could save
     */
    public SavedState save(Station station) {
        final SavedState state = new SavedState();
        if (station.state() != StationState.WORKING) {
            return station.kept();
        }
        agent.publishNow(station);
        final AgentPhase before = agent.activity().calling(station);
        try {
            station.instance.save(state);
            station.keep(state);
            return state;
        } catch (Throwable e) {
            return null;
        } finally {
            agent.activity().called(before);
        }
    }

    /**
     * Puts a successor in.
     *
     * @param station  where
     * @param instance initialised
     * @param slot     where it publishes
     * @param state    what its predecessor saved; null to begin anew
     * @return the predecessor, or null
     */
    public FunctionInstance replace(Station station, FunctionInstance instance, ResultSlot slot, SavedState state) {
        final FunctionInstance old = station.instance instanceof MissedInstance ? null : station.instance;
        station.keep(null);
        station.slot = slot;
        station.install(instance);
        station.working();
        station.invalidate();
        if (state != null) {
            final AgentPhase before = agent.activity().calling(station);
            try {
                instance.restore(slot.begin(), state.reader());
            } catch (Throwable e) {
                agent.quarantine(station, e);
            } finally {
                agent.activity().called(before);
            }
        }
        agent.refresh();
        return old;
    }

    /**
     * Takes an instance out until a successor comes.
     *
     * @param station where
     * @param state   HELD or SUSPENDED
     * @param why     what is missing
     * @return the instance, or null when it was out already
     */
    public FunctionInstance takeOut(Station station, StationState state, String why) {
        if (station.instance instanceof MissedInstance) {
            if (station.state() != StationState.QUARANTINED) {
                station.state(state, why);
            }
            return null;
        }
        station.keep(save(station));
        final FunctionInstance old = station.remove(state, why);
        agent.refresh();
        return old;
    }

    /** Has a new station begin where a shared one stands: the instance and the counters. */
    public void copy(Station from, Station to) {
        to.copyCounters(from);
        final SavedState state = save(from);
        if (state != null) {
            MemorySegment.copy(from.slot.begin().segment(), 0, to.slot.begin().segment(), 0, to.slot.schema().size());
            final AgentPhase before = agent.activity().calling(to);
            try {
                to.instance.restore(to.slot.begin(), state.reader());
            } catch (Throwable e) {
                agent.quarantine(to, e);
            } finally {
                agent.activity().called(before);
            }
        }
    }

    /** Remembers an instance that is out of use until somebody cleans it up off the agent's thread. */
    void dispose(FunctionInstance instance) {
        disposed.add(instance);
    }

    /** Takes an instance that is to be cleaned up; null when there is none. Any thread. */
    public FunctionInstance pollDisposed() {
        return disposed.poll();
    }
}
