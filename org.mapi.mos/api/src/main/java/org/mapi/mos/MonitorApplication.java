package org.mapi.mos;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A middlebox application. As an OSGi service it is attached to every source its properties match (see {@link
 * MonitorApplicationDefinition}), between two packets and to new flows; it leaves without a trace when the service goes.
 *
 * <h2>Upgrades</h2>
 * When a newer version of its bundle brings an application of the same name, that one takes over its flows, their buffers and
 * reading positions; so it is when its configuration changes. Callbacks and timers are each version's own. Objects of its classes
 * cannot go over, as the classes go with the bundle; what can, by choice:
 * <ul>
 * <li>values of flows under a {@linkplain Registrations#key(String, Class) key with a name}, which are of JDK types;
 * <li>what {@link #save} returns, which the next version is given in {@link #restore}.
 * </ul>
 * From the last callback of the one to the first of the other packets of its flows pass unseen, or are dropped: {@link
 * MonitorApplicationDefinition#whileAway}. When no next version comes within two seconds, what it left is forgotten.
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
     * Whether it is attached to a worker of a source; asked before {@link #attach}. Where it is not, it takes up none of the
     * worker's 64 places. Any thread; always the same answer.
     *
     * @param worker number, 0 and up
     */
    default boolean isFor(int worker) {
        return true;
    }

    /**
     * Called once per worker it was attached to, after the last callback; values of flow keys are released before.
     *
     * @param on what {@link #attach} was called with
     */
    default void detach(Registrations on) { }

    /**
     * What the next version needs to go on. Called once, when the service goes or stands back behind a newer one, after the last
     * callback on every worker and after {@link #detach}; not called when the system shuts down. Any thread; what it throws is
     * logged, and the next version begins anew.
     *
     * @return bytes in a form that later versions understand; not changed afterwards; null or empty if there is nothing
     */
    default byte[] save() {
        return new byte[0];
    }

    /**
     * Takes over what the version before saved. Called before {@link #attach}, and not at all if there is nothing. Any thread;
     * what it throws is logged, and the application is attached as if there had been nothing.
     *
     * @param state what {@link #save} of the version before returned, which may be older or newer than this one
     */
    default void restore(byte[] state) { }
}
