package org.mapi.mos;

import org.osgi.annotation.versioning.ProviderType;

/** A place for a value in every flow that an application sees; from {@link Registrations}. Others cannot see it. */
@ProviderType
public interface FlowKey<T> {
    /** The value's type. */
    Class<T> type();
}
