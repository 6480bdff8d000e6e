package org.mapi.core.engine.osgi;

import org.mapi.core.engine.registry.ServiceOrigin;

/**
 * A provider that is an OSGi service: where it comes from, and its object as long as it is there.
 *
 * @param <T> the service's interface
 */
abstract class ServiceProvider<T> implements ServiceOrigin {
    private final ServiceHandle<T> handle;
    private final String what;

    /**
     * A provider.
     *
     * @param handle the registration
     * @param what   what it provides, for messages
     */
    ServiceProvider(ServiceHandle<T> handle, String what) {
        this.handle = handle;
        this.what = what;
    }

    ServiceHandle<T> handle() {
        return handle;
    }

    @Override
    public final String bundle() {
        return handle.bundle();
    }

    @Override
    public final String version() {
        return handle.version();
    }

    @Override
    public final long serviceId() {
        return handle.id();
    }

    @Override
    public final int ranking() {
        return handle.ranking();
    }

    /** Fetches the service object. */
    public final T acquire() {
        return handle.acquire(what);
    }

    /** Gives the object back; from now on there is none. */
    final void release() {
        handle.release();
    }

    @Override
    public final String toString() {
        return what + " of " + origin();
    }
}
