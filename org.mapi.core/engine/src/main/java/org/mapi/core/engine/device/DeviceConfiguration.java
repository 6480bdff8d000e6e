package org.mapi.core.engine.device;

import java.util.Map;
import java.util.Objects;

/**
 * A device that is configured by name.
 *
 * @param name        the name that users write
 * @param driver      its driver
 * @param address     what the driver opens
 * @param alias       another name, or empty
 * @param description for people, or empty
 * @param linkSpeed   Mbit/s, 0 where unknown
 * @param mpls        whether its traffic is known to carry MPLS
 * @param vlan        whether its traffic is known to carry VLAN tags
 * @param options     the driver's options
 */
public record DeviceConfiguration(String name, String driver, String address, String alias, String description, int linkSpeed,
                                  boolean mpls, boolean vlan, Map<String, String> options) {
    /** Checks for null and copies the options. */
    public DeviceConfiguration {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(driver, "driver");
        Objects.requireNonNull(address, "address");
        alias = alias == null ? "" : alias;
        description = description == null ? "" : description;
        options = Map.copyOf(options);
    }

    /** A device of which only the essentials are known. */
    public static DeviceConfiguration of(String name, String driver, String address, Map<String, String> options) {
        return new DeviceConfiguration(name, driver, address, "", "", 0, false, false, options);
    }
}
