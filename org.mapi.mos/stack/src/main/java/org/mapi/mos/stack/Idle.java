package org.mapi.mos.stack;

/** What a thread does when there was nothing to do: the longer there was nothing, the less it asks. */
final class Idle {
    private static final int SPINS = 100;
    private static final int YIELDS = 20;

    private int rounds;

    /** There was work. */
    void reset() {
        rounds = 0;
    }

    void idle(Agent agent) {
        rounds++;
        if (rounds <= SPINS) {
            Thread.onSpinWait();
        } else if (rounds <= SPINS + YIELDS) {
            Thread.yield();
        } else {
            agent.await(rounds);
        }
    }
}
