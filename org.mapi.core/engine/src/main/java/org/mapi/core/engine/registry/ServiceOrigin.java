package org.mapi.core.engine.registry;

/** Where a service comes from and what decides its place in the search order. */
public interface ServiceOrigin {
    /** Symbolic name of the bundle, empty outside OSGi; never null. */
    String bundle();

    /** Version of the bundle, empty outside OSGi; never null. */
    String version();

    /** Number of the service: lower = registered earlier. */
    long serviceId();

    /** The service's ranking: higher is preferred. */
    int ranking();

    /** {@code bundle version} for messages, or {@code service n} outside OSGi. */
    default String origin() {
        return bundle().isEmpty() ? "service " + serviceId() : (bundle() + " " + version()).trim();
    }
}
