package org.mapi.core.engine.osgi;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Makes the few threads of this package. */
final class Daemons {
    private Daemons() { }

    /** One daemon thread that runs tasks in order. */
    static ScheduledExecutorService single(String name) {
        return Executors.newSingleThreadScheduledExecutor(body -> {
            final Thread thread = new Thread(body, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
