package org.mapi.mos;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A user-defined event as a service, shared by all applications that ask for it by name ({@link Registrations#event}). Service
 * properties: {@code mos.event}, its name; {@code mos.base}, the name of a built-in event or of another definition. A definition
 * whose base is not there waits for it; applications wait for the events that they ask for in {@link MonitorApplication#attach}.
 * A filter that throws says no; after three exceptions it is not asked any more, which the log tells. The applications that use
 * the event go on.
 */
@ConsumerType
public interface EventDefinition extends EventFilter {
    /** Service property with the event's name: capital letters, digits and '_', not that of a built-in event. */
    String EVENT = "mos.event";
    /** Service property with the name of the base event. */
    String BASE = "mos.base";
}
