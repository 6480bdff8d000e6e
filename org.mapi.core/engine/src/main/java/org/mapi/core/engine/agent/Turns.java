package org.mapi.core.engine.agent;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whose turn it is: which of an agent's two hands runs the agent, and what the other one is doing. The token passes from hand to
 * hand when the one takes it that has fetched what comes next. Whoever has it fetches what comes after that meanwhile, and waits
 * no longer: the other one may sleep or have lost its processor.
 *
 * <pre>
 *   from               by         to
 *   ASLEEP             wake       WOKEN
 *   WOKEN              begin      FETCHING
 *   FETCHING           ready      STANDING
 *   FETCHING STANDING  offer      OFFERED
 *   OFFERED            accept     FETCHING, and the other hand has the token
 *   OFFERED            withdraw   LATE
 *   LATE               tryAgain   FETCHING or, too often in a row, ASLEEP
 *   STANDING           again      FETCHING
 *   FETCHING STANDING  rest       ASLEEP
 * </pre>
 *
 * <p>{@code wake}, {@code offer} and {@code withdraw} are the owner's, the others those of the other hand; each
 * says whether it was in time. Each is told which hand calls, and does nothing for one that has lost or got the token since it
 * looked. Everything that a hand wrote before {@code offer} is seen by the other one after {@code accept}.
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
        /** May take over as soon as it has fetched. */
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
    boolean wake(int hand) {
        if (--alone > 0) {
            return false;
        }
        alone = pause;
        pause = Math.min(2 * pause, LONGEST);
        return change(hand, ASLEEP, WOKEN);
    }

    /** Offers the token to a hand that has fetched or is at it. */
    boolean offer(int hand) {
        // it may have fetched between the first two looks
        return change(hand, STANDING, OFFERED) || change(hand, FETCHING, OFFERED) || change(hand, STANDING, OFFERED);
    }

    /** The other hand did not take it in time: the owner goes on without it. */
    boolean withdraw(int hand) {
        return change(hand, OFFERED, LATE);
    }

    /** Is awake. */
    boolean begin(int hand) {
        final boolean woken = change(1 - hand, WOKEN, FETCHING);
        late = woken ? 0 : late;
        return woken;
    }

    /** What comes next is fetched. */
    boolean ready(int hand) {
        return change(1 - hand, FETCHING, STANDING);
    }

    /** What was fetched is used: on with the next. */
    boolean again(int hand) {
        return change(1 - hand, STANDING, FETCHING);
    }

    /** It was late: on with the next, or to sleep if that was so too often. */
    boolean tryAgain(int hand) {
        return change(1 - hand, LATE, ++late < MOST_LATE ? FETCHING : ASLEEP);
    }

    /** There is nothing to do, or the owner has not come for too long. */
    boolean rest(int hand) {
        return change(1 - hand, STANDING, ASLEEP) || change(1 - hand, FETCHING, ASLEEP);
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

    private boolean change(int owner, int from, int to) {
        return state.compareAndSet(owner * OWNER + from, owner * OWNER + to);
    }
}
