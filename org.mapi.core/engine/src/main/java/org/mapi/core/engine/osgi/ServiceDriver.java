package org.mapi.core.engine.osgi;

import org.mapi.capture.CaptureDriver;
import org.mapi.core.engine.registry.DriverProvider;

/** A capture driver that is an OSGi service. */
final class ServiceDriver implements DriverProvider {
    private final ServiceHandle<CaptureDriver> handle;
    private final String name;
    private final String description;

    ServiceDriver(ServiceHandle<CaptureDriver> handle, String name, String description) {
        this.handle = handle;
        this.name = name;
        this.description = description;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public String bundle() {
        return handle.bundle();
    }

    @Override
    public String version() {
        return handle.version();
    }

    @Override
    public long serviceId() {
        return handle.id();
    }

    @Override
    public int ranking() {
        return handle.ranking();
    }

    @Override
    public CaptureDriver acquire() {
        return handle.acquire("driver " + name);
    }

    void release() {
        handle.release();
    }

    @Override
    public String toString() {
        return "driver " + name + " of " + origin();
    }
}
