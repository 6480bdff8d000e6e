package org.mapi.core.engine.agent;

/**
 * Makes the engine's threads: daemons, with the engine's own class loader and nothing inherited, so that a thread that was made
 * on behalf of a bundle does not keep it.
 */
public final class DaemonThreads {
    /** A thread that runs an agent. */
    private static final class AgentThread extends Thread {
        AgentThread(Runnable body, String name) {
            super(null, body, name, 0, false);
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

    private static Thread prepared(Thread thread) {
        thread.setDaemon(true);
        thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
        return thread;
    }
}
