package org.mapi.core.engine.agent;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.memory.ResultFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of an agent: a daemon, so that a function that never returns cannot keep the process alive. */
public final class AgentRunner {
    private static final Logger LOG = LoggerFactory.getLogger(AgentRunner.class);

    private final DeviceAgent agent;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;

    /**
     * Prepares an agent and its thread.
     *
     * @param name   the device's name
     * @param device the open device
     * @param kind   its relation to time
     * @param queues number of queues, all polled by this agent
     * @param file   its result file
     * @param events whom to tell
     */
    public AgentRunner(String name, CaptureDevice device, DeviceKind kind, int queues, ResultFile file, AgentEvents events) {
        final Lane[] lanes = IntStream.range(0, queues).mapToObj(Lane::new).toArray(Lane[]::new);
        agent = new DeviceAgent(name, device, kind, lanes, file, events);
        thread = DaemonThreads.agent("mapi-agent " + name, this::run);
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
            LOG.error("agent of device {} ended: {}", agent.name(), FaultText.of(e), e);
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

    /**
     * Asks the thread to end after the round in progress.
     *
     * @param patience how long to wait for it
     * @return whether it has ended; when not, it is abandoned
     */
    public boolean stop(Duration patience) throws InterruptedException {
        agent.polling(false);
        stopping = true;
        LockSupport.unpark(thread);
        return ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
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
