package org.mapi.mos;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A middlebox application. As an OSGi service it is attached to every source its properties match (see {@link
 * MonitorApplicationDefinition}), at the next batch and to new flows; it leaves without a trace when the service goes.
 */
@ConsumerType
@FunctionalInterface
public interface MonitorApplication {
    /**
     * Says what is wanted. Called once per worker of every source, on that worker's thread or before it starts; what is
     * registered here is called on that thread only.
     *
     * @param on takes the registrations; may be kept and used later on the same thread
     */
    void attach(Registrations on);

    /**
     * Called once per worker after the last callback, on the same thread as those; values of flow keys are released before.
     *
     * @param on what {@link #attach} was called with
     */
    default void detach(Registrations on) { }
}
