package org.mapi.mos;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A middlebox application. As an OSGi service it is attached to every source its properties match (see {@link
 * MonitorApplicationDefinition}), between two packets and to new flows; it leaves without a trace when the service goes. When a
 * newer version of its bundle brings an application of the same name, that one takes over its flows, their buffers and reading
 * positions; values of flow keys, timers and callbacks are its own.
 */
@ConsumerType
@FunctionalInterface
public interface MonitorApplication {
    /**
     * Says what is wanted. Called once per worker of every source, never at the same time as a callback of that worker; what is
     * registered here is called on that worker only.
     *
     * @param on takes the registrations; may be kept and used later in callbacks
     */
    void attach(Registrations on);

    /**
     * Called once per worker after the last callback; values of flow keys are released before.
     *
     * @param on what {@link #attach} was called with
     */
    default void detach(Registrations on) { }
}
