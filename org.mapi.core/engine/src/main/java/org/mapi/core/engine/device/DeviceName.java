package org.mapi.core.engine.device;

import java.util.function.Predicate;
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
     * @param knownDriver   whether there is a driver of a name
     * @param defaultDriver driver of bare names
     * @throws MapiException MAPI_DEVICE_INFO_ERR for null or empty; MAPI_NO_REMOTE for {@code //host/device}, and for
     *     {@code host:device} where no driver has that name and the first part is not a driver's by its looks
     */
    public static DeviceName parse(String name, Predicate<String> knownDriver, String defaultDriver) {
        if (name == null || name.isBlank()) {
            throw new MapiException(MapiError.MAPI_DEVICE_INFO_ERR, "device name is "
                + (name == null ? "null" : "\"" + name + "\"") + ", expected a device's name, driver:address or an interface");
        }
        if (name.startsWith("//")) {
            throw remote(name);
        }
        final int colon = name.indexOf(':');
        if (colon > 0) {
            final String first = name.substring(0, colon);
            if (knownDriver.test(first)) {
                return new DeviceName(first, name.substring(colon + 1));
            }
            if (first.contains(".") || name.indexOf('/', colon) < 0) {
                throw remote(name);
            }
            return new DeviceName(first, name.substring(colon + 1));
        }
        return new DeviceName(defaultDriver, name);
    }

    private static MapiException remote(String name) {
        return new MapiException(MapiError.MAPI_NO_REMOTE, "device \"" + name
            + "\" is on another host (or its driver is not installed), and no sensor access is installed");
    }
}
