package org.mapi.mos;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A user-defined event: raised when its base event is raised and its filter says so, or, if it was allocated without a filter,
 * when the application says so ({@link FlowContext#raise}). Made by {@link Registrations#define}, {@link
 * Registrations#allocate} or an {@link EventDefinition} on the whiteboard. Two definitions with the same base, filter object and
 * argument are the same event.
 */
@ProviderType
public non-sealed interface UserEvent extends FlowEvent {
    /** The event it is raised under. */
    FlowEvent base();

    @Override
    default BuiltInEvent root() {
        return base().root();
    }
}
