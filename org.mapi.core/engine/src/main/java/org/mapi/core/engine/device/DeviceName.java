package org.mapi.core.engine.device;

import org.mapi.MapiError;
import org.mapi.MapiException;

/**
 * A device name that is neither configured nor an offline device's, taken apart.
 *
 * @param driver  the driver's name
 * @param address what the driver opens
 */
public record DeviceName(String driver, String address) {
    /**
     * Takes a name apart.
     *
     * @param name          {@code driver:address}, a bare name for the default driver, or a remote name
     * @param defaultDriver driver of bare names
     * @throws MapiException MAPI_DEVICE_INFO_ERR for null or empty; MAPI_NO_REMOTE for {@code //host/device}
     */
    public static DeviceName parse(String name, String defaultDriver) {
        if (name == null || name.isBlank()) {
            throw new MapiException(MapiError.MAPI_DEVICE_INFO_ERR, "device name is "
                + (name == null ? "null" : "\"" + name + "\"") + ", expected a device's name, driver:address or an interface");
        }
        if (name.startsWith("//")) {
            throw new MapiException(MapiError.MAPI_NO_REMOTE, "device \"" + name
                + "\" is on another host, and no sensor access is installed");
        }
        final int colon = name.indexOf(':');
        return colon > 0 ? new DeviceName(name.substring(0, colon), name.substring(colon + 1))
            : new DeviceName(defaultDriver, name);
    }
}
