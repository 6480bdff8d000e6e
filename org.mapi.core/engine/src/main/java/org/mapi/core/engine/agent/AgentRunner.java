package org.mapi.core.engine.agent;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.mapi.capture.ReadAhead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hands of an agent: the thread that runs it and, where the device can be {@linkplain ReadAhead read ahead} and there is a
 * second processor, another one that fetches what comes next and then changes places with it. Both are daemons, so that a
 * function that never returns cannot keep the process alive.
 *
 * <p>{@link Turns} says whose turn it is. Only the hand whose turn it is touches the agent. The other one spins for a short time
 * when it has fetched, then it sleeps until it is woken.
 */
public final class AgentRunner {
    /** How long the hand that has fetched waits for its turn, in nanoseconds. */
    private static final long STANDING_NANOS = 50_000;
    /** How long the token is offered once the owner has fetched, too: who began earlier and is late has lost its processor. */
    private static final long OFFER_NANOS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(AgentRunner.class);

    private final DeviceAgent agent;
    private final Turns turns = new Turns();
    private final boolean twoHands;
    /** The second one is started when it is first wanted. */
    private final Thread[] hands;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;

    /** Prepares the threads of an agent. */
    AgentRunner(DeviceAgent agent) {
        this(agent, Runtime.getRuntime().availableProcessors() > 1);
    }

    /** As many hands as a test wants. */
    AgentRunner(DeviceAgent agent, boolean twoHands) {
        this.agent = agent;
        this.twoHands = twoHands;
        hands = new Thread[] {DaemonThreads.agent("mapi-agent " + agent.name(), () -> run(0)),
            DaemonThreads.agent("mapi-agent " + agent.name() + " second hand", () -> run(1))};
        agent.thread(hands[0]);
    }

    /** The agent. */
    public DeviceAgent agent() {
        return agent;
    }

    /** Starts the thread. */
    public void start() {
        hands[0].start();
    }

    private void run(int hand) {
        try {
            while (!stopping) {
                if (turns.owner() == hand) {
                    work(hand);
                } else {
                    help(hand);
                }
            }
            if (turns.owner() == hand) {
                agent.doWork(System.nanoTime());
            }
        } catch (Throwable e) {
            if (turns.owner() == hand) {
                died(e);
            }
        } finally {
            if (turns.owner() == hand) {
                ended.countDown();
            }
        }
    }

    private void died(Throwable fault) {
        // Not the throwable itself: it may throw when it is asked for its text.
        LOG.error("agent of device {} ended: {}", agent.name(), FaultText.of(fault));
        agent.died(fault);
        while (!stopping) {
            if (agent.serve() == 0) {
                agent.idle();
            }
        }
        agent.serve();
    }

    // ---- the hand whose turn it is --------------------------------------------------------------------------------------------

    private void work(int hand) {
        while (!stopping) {
            if (agent.doWork(System.nanoTime()) == 0) {
                agent.idle();
            } else {
                final ReadAhead ahead = agent.source().readAhead();
                if (ahead != null && twoHands && ahead.boundary() && pass(ahead, hand)) {
                    return;
                }
            }
        }
    }

    /** At the end of a stretch: has the other hand go on, if it has fetched the next one or is at it; whether it does. */
    private boolean pass(ReadAhead ahead, int hand) {
        if (turns.other() == Turns.Other.ASLEEP) {
            if (ahead.wanted() && turns.wake(hand)) {
                wake(1 - hand);
            }
            return false;
        }
        return ahead.vacate() && turns.offer(hand) && given(ahead, hand);
    }

    /** Fetches the stretch after the next one, which the other hand should have taken by then; whether it has. */
    private boolean given(ReadAhead ahead, int hand) {
        fetched(ahead);
        final long until = System.nanoTime() + OFFER_NANOS;
        while (turns.owner() == hand) {
            if (System.nanoTime() - until > 0 && turns.withdraw(hand)) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    private void wake(int hand) {
        if (hands[hand].getState() == Thread.State.NEW) {
            hands[hand].start();
        } else {
            LockSupport.unpark(hands[hand]);
        }
    }

    // ---- the other hand -------------------------------------------------------------------------------------------------------

    /** Fetches and waits until it is this hand's turn, or there is nothing to do. */
    private void help(int hand) {
        long until = System.nanoTime() + STANDING_NANOS;
        while (!stopping) {
            switch (turns.other()) {
                case ASLEEP -> {
                    LockSupport.park(this);
                    until = System.nanoTime() + STANDING_NANOS;
                }
                case WOKEN, LATE -> {
                    if (turns.begin(hand) || turns.tryAgain(hand)) {
                        until = System.nanoTime() + STANDING_NANOS;
                    }
                }
                case FETCHING -> {
                    if (fetched(agent.source().readAhead()) && turns.ready(hand)) {
                        until = System.nanoTime() + STANDING_NANOS;
                    }
                }
                case STANDING -> {
                    final ReadAhead ahead = agent.source().readAhead();
                    if (ahead == null || !ahead.ready()) {
                        turns.again(hand);
                    }
                }
                default -> {
                    // offered
                    if (turns.accept(hand)) {
                        agent.thread(hands[hand]);
                        return;
                    }
                }
            }
            if (System.nanoTime() - until > 0) {
                turns.rest(hand);
            }
            Thread.onSpinWait();
        }
    }

    private boolean fetched(ReadAhead ahead) {
        try {
            return ahead != null && (ahead.wanted() ? ahead.fetch() : ahead.ready());
        } catch (RuntimeException | Error e) {
            LOG.error("device {}: nothing can be read ahead: {}", agent.name(), FaultText.of(e));
            return false;
        }
    }

    // ---- for everybody --------------------------------------------------------------------------------------------------------

    /** Asks the threads to end after the round in progress. */
    void requestStop() {
        agent.polling(false);
        stopping = true;
        for (Thread hand : hands) {
            LockSupport.unpark(hand);
        }
    }

    /** Waits for the end of the thread whose turn it is; whether it has ended. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Whether the calling thread runs the agent now. */
    boolean here() {
        return agent.thread() == Thread.currentThread();
    }

    /** Whether the agent has ended. */
    public boolean ended() {
        return ended.getCount() == 0;
    }

    /** Whether the calling thread is an agent's. */
    public static boolean onAgent() {
        return DaemonThreads.onAgent();
    }

    /** Where the thread whose turn it is is now, for the log. */
    public StackTraceElement[] stack() {
        return agent.thread().getStackTrace();
    }

    /** The folder in which the kernel tells of the thread whose turn it is (/proc/PID/task/TID), or null where it does not. */
    public Path task() {
        return DaemonThreads.task(agent.thread());
    }
}
