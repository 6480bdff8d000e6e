package org.mapi.mos.stack.component;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureDriverDefinition;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The drivers that are services, by name. Any thread. */
final class DriverServices {
    private final BundleContext context;
    private final Map<ServiceReference<CaptureDriver>, String> drivers = new LinkedHashMap<>();

    DriverServices(BundleContext context) {
        this.context = context;
    }

    /** A driver came. */
    synchronized void add(ServiceReference<CaptureDriver> reference) {
        final Object name = reference.getProperty(CaptureDriverDefinition.PREFIX_ + "driver");
        if (name != null) {
            drivers.put(reference, name.toString());
        }
    }

    /** A driver goes. */
    synchronized void remove(ServiceReference<CaptureDriver> reference) {
        drivers.remove(reference);
    }

    /**
     * Lends the best driver of a name.
     *
     * @param device for which device, for the message
     * @throws MapiException MAPID_NO_DRIVER if there is none, naming those there are
     */
    LentDriver lend(String name, String device) {
        final ServiceReference<CaptureDriver> reference = best(name, device);
        final CaptureDriver driver = context.getService(reference);
        if (driver == null) {
            throw new MapiException(MapiError.MAPID_NO_DRIVER, "driver " + name + " of device " + device + " is gone");
        }
        return new LentDriver(driver, reference, () -> giveBack(reference));
    }

    private synchronized ServiceReference<CaptureDriver> best(String name, String device) {
        ServiceReference<CaptureDriver> best = null;
        for (Map.Entry<ServiceReference<CaptureDriver>, String> driver : drivers.entrySet()) {
            if (driver.getValue().equals(name) && (best == null || driver.getKey().compareTo(best) > 0)) {
                best = driver.getKey();
            }
        }
        if (best == null) {
            throw new MapiException(MapiError.MAPID_NO_DRIVER, "no driver " + name + " for device " + device + ", there are "
                + new TreeSet<>(drivers.values()));
        }
        return best;
    }

    private void giveBack(ServiceReference<CaptureDriver> reference) {
        try {
            context.ungetService(reference);
        } catch (IllegalStateException stopped) {
            return; // this bundle is stopped: everything was given back
        }
    }
}
