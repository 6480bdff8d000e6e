package org.mapi.core.engine.agent;

/**
 * What an agent is doing, for whoever watches it. Written by the agent's thread, read by any.
 */
final class Activity {
    private volatile AgentPhase phase = AgentPhase.IDLE;
    private volatile Station called;
    private volatile long rounds;

    /** Another round begins. */
    void round() {
        rounds++;
    }

    void phase(AgentPhase now) {
        phase = now;
    }

    AgentPhase phase() {
        return phase;
    }

    /** A call of a function begins; returns what was going on. */
    AgentPhase calling(Station station) {
        final AgentPhase before = phase;
        called = station;
        phase = AgentPhase.CALL;
        return before;
    }

    /** A call of a function is over. */
    void called(AgentPhase before) {
        phase = before;
        called = null;
    }

    /** A number that changes as long as the agent gets on with these queues. */
    long progress(Lane[] lanes) {
        long sum = rounds * 1_000;
        for (Lane lane : lanes) {
            sum += lane.progress();
        }
        return sum;
    }

    /** The function in progress, or null. */
    Station inProgress(Lane[] lanes) {
        Station station = called;
        if (phase == AgentPhase.WALK) {
            station = null;
            for (Lane lane : lanes) {
                final Station walking = lane.inProgress();
                station = walking != null ? walking : station;
            }
        }
        return station;
    }
}
