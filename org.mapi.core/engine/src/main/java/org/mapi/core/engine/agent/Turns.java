package org.mapi.core.engine.agent;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whose turn it is: which of an agent's two hands runs the agent, and what the other one is doing. The token passes from hand to
 * hand only when the one that stands ready takes it at once: whoever has it never waits for one that sleeps, works or has lost
 * its processor.
 *
 * <pre>
 *   from               by         to
 *   ASLEEP             wake       WOKEN
 *   WOKEN              begin      FETCHING
 *   FETCHING           ready      STANDING
 *   STANDING           offer      OFFERED
 *   OFFERED            accept     FETCHING, and the other hand has the token
 *   OFFERED            withdraw   ASLEEP
 *   FETCHING           giveUp     LATE
 *   LATE               tryAgain   FETCHING or, too often in a row, ASLEEP
 *   STANDING           again      FETCHING
 *   FETCHING STANDING  rest       ASLEEP
 * </pre>
 *
 * <p>{@code wake}, {@code giveUp}, {@code offer} and {@code withdraw} are the owner's, the others those of the other hand; each
 * says whether it was in time. Everything that a hand wrote before {@code offer} is seen by the other one after {@code accept}.
 * No clock, no threads: those are {@link AgentRunner}'s.
 */
final class Turns {
    /** What the hand without the token does. */
    enum Other {
        /** Nothing, and it is not counted on. */
        ASLEEP,
        /** Is about to wake up. */
        WOKEN,
        /** Fetches what comes next. */
        FETCHING,
        /** Fetches what the owner has not waited for. */
        LATE,
        /** Has fetched and can take over at once. */
        STANDING,
        /** May take over. */
        OFFERED
    }

    /** Stretches that the owner processes alone at least before it wakes the other hand. */
    static final int SHORTEST = 2;
    /** As many at most: what waking in vain costs is not felt then. */
    static final int LONGEST = 64;
    /** How often in a row the other hand may be late. */
    static final int MOST_LATE = 4;
    private static final Other[] OTHERS = Other.values();
    private static final int OWNER = OTHERS.length;
    private static final int ASLEEP = Other.ASLEEP.ordinal();
    private static final int WOKEN = Other.WOKEN.ordinal();
    private static final int FETCHING = Other.FETCHING.ordinal();
    private static final int LATE = Other.LATE.ordinal();
    private static final int STANDING = Other.STANDING.ordinal();
    private static final int OFFERED = Other.OFFERED.ordinal();

    /** What the other hand does, and {@link #OWNER} added when the second hand has the token. */
    private final AtomicInteger state = new AtomicInteger(ASLEEP);
    /** How long the owner works alone the next time; the owner's, as what follows. */
    private int pause = SHORTEST;
    private int alone;
    /** How often in a row it was late; the other hand's. */
    private int late;

    /** Which hand has the token, 0 or 1. */
    int owner() {
        return state.get() / OWNER;
    }

    /** What the other one does. */
    Other other() {
        return OTHERS[state.get() % OWNER];
    }

    /** The other hand sleeps, and another stretch is processed; whether it is to be woken up now. */
    boolean wake() {
        if (--alone > 0) {
            return false;
        }
        alone = pause;
        pause = Math.min(2 * pause, LONGEST);
        return change(ASLEEP, WOKEN);
    }

    /** The other hand takes too long: the owner goes on without it. */
    boolean giveUp() {
        return change(FETCHING, LATE);
    }

    /** Offers the token. */
    boolean offer() {
        return change(STANDING, OFFERED);
    }

    /** The other hand did not take it. */
    boolean withdraw() {
        return change(OFFERED, ASLEEP);
    }

    /** Is awake. */
    boolean begin() {
        final boolean woken = change(WOKEN, FETCHING);
        late = woken ? 0 : late;
        return woken;
    }

    /** What comes next is fetched. */
    boolean ready() {
        return change(FETCHING, STANDING);
    }

    /** What was fetched is used: on with the next. */
    boolean again() {
        return change(STANDING, FETCHING);
    }

    /** It was late: on with the next, or to sleep if that was so too often. */
    boolean tryAgain() {
        return change(LATE, ++late < MOST_LATE ? FETCHING : ASLEEP);
    }

    /** There is nothing to do, or the owner has not come for too long. */
    boolean rest() {
        return change(STANDING, ASLEEP) || change(FETCHING, ASLEEP);
    }

    /** Takes the token, if it is offered to this hand. */
    boolean accept(int hand) {
        final boolean mine = state.compareAndSet((1 - hand) * OWNER + OFFERED, hand * OWNER + FETCHING);
        if (mine) {
            pause = SHORTEST;
            alone = 0;
            late = 0;
        }
        return mine;
    }

    private boolean change(int from, int to) {
        final int now = state.get();
        return now % OWNER == from && state.compareAndSet(now, now - from + to);
    }
}
