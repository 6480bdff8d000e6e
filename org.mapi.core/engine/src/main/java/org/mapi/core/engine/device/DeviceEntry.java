package org.mapi.core.engine.device;

import java.util.Objects;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;

/**
 * A device that the engine knows, open or not. Immutable.
 *
 * @param id            number; negative for offline devices
 * @param origin        how it came to be known
 * @param configuration names, driver, address, options
 */
public record DeviceEntry(int id, DeviceOrigin origin, DeviceConfiguration configuration) {
    /** Checks for null. */
    public DeviceEntry {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(configuration, "configuration");
    }

    // As records have them, but written out: for those the JVM makes half a dozen classes, at each start of a command.

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof DeviceEntry entry && id == entry.id && origin == entry.origin
            && configuration.equals(entry.configuration);
    }

    @Override
    public int hashCode() {
        return id;
    }

    /** The device's name. */
    public String name() {
        return configuration.name();
    }

    /** Whether users may mean this device by a name. */
    public boolean answersTo(String name) {
        return configuration.name().equals(name) || !configuration.alias().isEmpty() && configuration.alias().equals(name);
    }

    /** What its driver is asked to open. */
    public DeviceRequest request() {
        return new DeviceRequest(configuration.name(), configuration.address(),
            origin == DeviceOrigin.OFFLINE ? DeviceKind.OFFLINE : DeviceKind.LIVE, configuration.options());
    }
}
