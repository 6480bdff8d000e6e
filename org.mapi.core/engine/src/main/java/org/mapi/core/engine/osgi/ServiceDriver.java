package org.mapi.core.engine.osgi;

import org.mapi.capture.CaptureDriver;
import org.mapi.core.engine.registry.DriverProvider;

/** A capture driver that is an OSGi service. */
final class ServiceDriver extends ServiceProvider<CaptureDriver> implements DriverProvider {
    private final String name;
    private final String description;

    ServiceDriver(ServiceHandle<CaptureDriver> handle, String name, String description) {
        super(handle, "driver " + name);
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
}
