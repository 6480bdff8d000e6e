package org.mapi.core.engine.control;

import org.mapi.core.engine.agent.FaultText;
import org.mapi.function.FunctionInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cleans instances up; calls foreign code, so only in the workshop or on a client's thread. */
final class Cleanup {
    private static final Logger LOG = LoggerFactory.getLogger(Cleanup.class);

    private Cleanup() { }

    static void of(String label, FunctionInstance instance) {
        if (instance != null) {
            of(label, instance::cleanup);
        }
    }

    /** Frees something of a function's; what it throws is logged. */
    static void of(String label, Runnable cleanup) {
        try {
            cleanup.run();
        } catch (Throwable e) {
            LOG.warn("function {}: cleanup failed: {}", label, FaultText.of(e));
        }
    }
}
