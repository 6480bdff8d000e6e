package org.mapi.core.engine.agent;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of an agent: a daemon, so that a function that never returns cannot keep the process alive. */
public final class AgentRunner {
    private static final Logger LOG = LoggerFactory.getLogger(AgentRunner.class);

    private final DeviceAgent agent;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;

    /** Prepares the thread of an agent. */
    AgentRunner(DeviceAgent agent) {
        this.agent = agent;
        thread = DaemonThreads.agent("mapi-agent " + agent.name(), this::run);
        agent.thread(thread);
    }

    /** The agent. */
    public DeviceAgent agent() {
        return agent;
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopping) {
                if (agent.doWork(System.nanoTime()) == 0) {
                    agent.idle();
                }
            }
            agent.doWork(System.nanoTime());
        } catch (Throwable e) {
            // Not the throwable itself: it may throw when it is asked for its text.
            LOG.error("agent of device {} ended: {}", agent.name(), FaultText.of(e));
            agent.died(e);
            while (!stopping) {
                if (agent.serve() == 0) {
                    agent.idle();
                }
            }
            agent.serve();
        } finally {
            ended.countDown();
        }
    }

    /** Asks the thread to end after the round in progress. */
    void requestStop() {
        agent.polling(false);
        stopping = true;
        LockSupport.unpark(thread);
    }

    /** Waits for the end of the thread; whether it has ended. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Whether the calling thread is this agent's. */
    boolean here() {
        return thread == Thread.currentThread();
    }

    /** Whether the thread has ended. */
    public boolean ended() {
        return ended.getCount() == 0;
    }

    /** Whether the calling thread is an agent's. */
    public static boolean onAgent() {
        return DaemonThreads.onAgent();
    }

    /** Where the thread is now, for the log. */
    public StackTraceElement[] stack() {
        return thread.getStackTrace();
    }
}
