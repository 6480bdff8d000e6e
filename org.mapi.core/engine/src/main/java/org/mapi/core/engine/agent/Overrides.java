package org.mapi.core.engine.agent;

import org.mapi.function.FunctionInstance;

/** Finds out which optional calls an instance cares about, so that the agent leaves the others out. */
final class Overrides {
    private Overrides() { }

    static boolean has(FunctionInstance instance, String method, Class<?>... parameters) {
        try {
            return instance.getClass().getMethod(method, parameters).getDeclaringClass() != FunctionInstance.class;
        } catch (ReflectiveOperationException | LinkageError e) {
            return true;   // a class that cannot be looked at is called
        }
    }
}
