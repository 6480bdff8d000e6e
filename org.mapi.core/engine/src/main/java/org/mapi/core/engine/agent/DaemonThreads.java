package org.mapi.core.engine.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes the engine's threads: daemons, with the engine's own class loader and nothing inherited, so that a thread that was made
 * on behalf of a bundle does not keep it.
 */
public final class DaemonThreads {
    /** A thread that runs an agent. */
    private static final class AgentThread extends Thread {
        /** Where the kernel tells of threads; only the thread itself can ask which one it is there. */
        private static final Path TASKS = Path.of("/proc");
        private volatile Path task;

        AgentThread(Runnable body, String name) {
            super(null, body, name, 0, false);
        }

        @Override
        public void run() {
            try {
                task = TASKS.resolve(Files.readSymbolicLink(TASKS.resolve("thread-self")));
            } catch (IOException | UnsupportedOperationException e) {
                task = null;
            }
            super.run();
        }
    }

    private DaemonThreads() { }

    /** A thread, not started. */
    public static Thread make(String name, Runnable body) {
        return prepared(new Thread(null, body, name, 0, false));
    }

    /** A thread for an agent, not started. */
    static Thread agent(String name, Runnable body) {
        return prepared(new AgentThread(body, name));
    }

    /** Whether the calling thread is an agent's. */
    static boolean onAgent() {
        return Thread.currentThread() instanceof AgentThread;
    }

    /** The folder in which the kernel tells of an agent's thread, or null where it does not or the thread has not begun. */
    static Path task(Thread thread) {
        return thread instanceof AgentThread agent ? agent.task : null;
    }

    private static Thread prepared(Thread thread) {
        thread.setDaemon(true);
        thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
        return thread;
    }
}
