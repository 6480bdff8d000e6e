package org.mapi.core.engine.osgi;

import java.util.Map;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/**
 * One registration of a service: its facts, read once, and its object, fetched when it is first needed and given back at the end.
 * After the end nothing here refers to a class of the service's bundle.
 */
final class ServiceHandle<T> {
    private final BundleContext context;
    private final String bundle;
    private final String version;
    private final long id;
    private final int ranking;
    private ServiceReference<T> reference;
    private T object;

    ServiceHandle(BundleContext context, ServiceReference<T> reference) {
        this.context = context;
        this.reference = reference;
        final Bundle owner = reference.getBundle();
        bundle = owner == null ? "" : owner.getSymbolicName();
        version = owner == null ? "" : owner.getVersion().toString();
        id = (Long) reference.getProperty(Constants.SERVICE_ID);
        ranking = reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer given ? given : 0;
    }

    String bundle() {
        return bundle;
    }

    String version() {
        return version;
    }

    long id() {
        return id;
    }

    int ranking() {
        return ranking;
    }

    /** The service's properties by name, as they are now. */
    static Map<String, Object> properties(ServiceReference<?> reference) {
        return FrameworkUtil.asMap(reference.getProperties());
    }

    /** The object. Calls the framework; two callers may do so at once, nothing is locked meanwhile. */
    T acquire(String what) {
        final ServiceReference<T> source;
        synchronized (this) {
            if (object != null) {
                return object;
            }
            source = reference;
        }
        final T fetched = source == null ? null : fetch(source, what);
        if (fetched == null) {
            throw gone(what);
        }
        synchronized (this) {
            if (reference != null && object == null) {
                object = fetched;
                return object;
            }
        }
        giveBack(source);
        if (reference() == null) {
            throw gone(what);
        }
        return fetched;
    }

    private T fetch(ServiceReference<T> source, String what) {
        try {
            return context.getService(source);
        } catch (IllegalStateException e) {
            throw gone(what);
        }
    }

    private MapiException gone(String what) {
        return new MapiException(MapiError.MAPI_LIBRARY_LOAD_ERR, what + " of bundle " + bundle + " " + version
            + " is gone or cannot be made, expected a service that is there (the log may tell why)");
    }

    /** Loads a class as the service's bundle does. */
    Class<?> load(String name) throws ClassNotFoundException {
        final ServiceReference<T> source = reference();
        final Bundle owner = source == null ? null : source.getBundle();
        if (owner == null) {
            throw new ClassNotFoundException(name + ": bundle " + bundle + " " + version + " is gone");
        }
        return owner.loadClass(name);
    }

    private synchronized ServiceReference<T> reference() {
        return reference;
    }

    /** Gives the object back; from now on there is none. Idempotent. */
    void release() {
        final ServiceReference<T> source;
        final boolean fetched;
        synchronized (this) {
            source = reference;
            fetched = object != null;
            reference = null;
            object = null;
        }
        if (fetched) {
            giveBack(source);
        }
    }

    private void giveBack(ServiceReference<T> source) {
        try {
            context.ungetService(source);
        } catch (IllegalStateException e) {
            return; // this bundle is stopped: everything was given back
        }
    }
}
