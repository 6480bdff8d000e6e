package org.mapi;

import java.util.Map;
import java.util.Objects;

/**
 * A device as configuration declares it: mapi.conf and Configuration Admin together.
 *
 * @param name    its name
 * @param alias   another name, or empty
 * @param driver  name of its driver
 * @param address what the driver opens
 * @param options the driver's options, by name
 */
public record ConfiguredDevice(String name, String alias, String driver, String address, Map<String, String> options) {
    /** Copies the options. */
    public ConfiguredDevice {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(alias, "alias");
        Objects.requireNonNull(driver, "driver");
        Objects.requireNonNull(address, "address");
        options = Map.copyOf(options);
    }
}
