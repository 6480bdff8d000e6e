package org.mapi.mos.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The threads of a source, each with an agent. When the last one is done, what they used is given back. */
final class AgentThreads {
    private static final long JOIN_MILLIS = 2_000;

    private final List<Agent> agents;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final Consumer<String> failed;
    private final Runnable finished;
    private volatile boolean stopped;

    /**
     * Threads that do not run yet.
     *
     * @param name     of the source
     * @param agents   in the order in which they end when there is nothing more to do
     * @param failed   hears why it ended early
     * @param finished called once, when no agent works any more
     */
    AgentThreads(String name, List<Agent> agents, Consumer<String> failed, Runnable finished) {
        this.agents = List.copyOf(agents);
        this.failed = failed;
        this.finished = finished;
        for (int i = 0; i < agents.size(); i++) {
            final Agent agent = agents.get(i);
            threads.add(Thread.ofPlatform().daemon().name("mos-" + name + "-" + i).unstarted(() -> run(agent)));
        }
    }

    void start() {
        running.set(agents.size());
        threads.forEach(Thread::start);
    }

    private void run(Agent agent) {
        final Idle idle = new Idle();
        try {
            int work = 0;
            while (!stopped && work != Agent.END) {
                work = agent.doWork();
                if (work == 0) {
                    idle.idle(agent);
                } else {
                    idle.reset();
                }
            }
            note(agent.failure());
        } catch (Throwable fault) {
            note(fault.toString());
            stopped = true;
        } finally {
            release(agent);
            if (running.decrementAndGet() == 0) {
                finish();
            }
        }
    }

    private void note(String failure) {
        if (!failure.isEmpty()) {
            failed.accept(failure);
        }
    }

    private void release(Agent agent) {
        try {
            agent.close();
        } catch (Throwable fault) {
            note(fault.toString());
        }
    }

    private void finish() {
        try {
            finished.run();
        } catch (Throwable fault) {
            note(fault.toString());
        }
    }

    /** Whether the calling thread is one of these. */
    boolean isMine() {
        return threads.contains(Thread.currentThread());
    }

    /** Stops all; false if one has not returned from a callback after 2 s. */
    boolean stop() {
        stopped = true;
        return join(JOIN_MILLIS);
    }

    /** Waits until all are done; false if one is not after a time. */
    boolean join(long millis) {
        boolean all = true;
        for (Thread thread : threads) {
            try {
                thread.join(millis);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            all &= !thread.isAlive();
        }
        return all;
    }
}
