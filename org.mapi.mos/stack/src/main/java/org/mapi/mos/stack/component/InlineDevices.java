package org.mapi.mos.stack.component;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.mapi.DeviceInformation;
import org.mapi.Mapi;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureDriverDefinition;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.mos.stack.OpenDevice;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Opens devices for inline sources: directly with their drivers, as they are polled and sent through by one thread. */
final class InlineDevices {
    private static final String USUAL_DRIVER = "pcap";
    /** A live interface must not see what was sent through it, and each packet goes on at once. */
    private static final Map<String, String> USUAL_OPTIONS = Map.of("direction", "in", "immediate", "true");

    private final BundleContext context;
    private final Mapi mapi;
    private final Map<ServiceReference<CaptureDriver>, String> drivers = new LinkedHashMap<>();
    /** Open devices: the driver and the source of each. */
    private final Map<OpenDevice, Use> uses = new HashMap<>();

    private record Use(ServiceReference<CaptureDriver> driver, String source) { }

    InlineDevices(BundleContext context, Mapi mapi) {
        this.context = context;
        this.mapi = mapi;
    }

    /** A driver came. */
    synchronized void add(ServiceReference<CaptureDriver> reference) {
        final Object name = reference.getProperty(CaptureDriverDefinition.PREFIX_ + "driver");
        if (name != null) {
            drivers.put(reference, name.toString());
        }
    }

    /** A driver goes; names of the sources that use it. */
    synchronized List<String> remove(ServiceReference<CaptureDriver> reference) {
        drivers.remove(reference);
        return uses.values().stream().filter(use -> use.driver().equals(reference)).map(Use::source).distinct().toList();
    }

    /** Refuses a wire from a device to itself. */
    void requireDifferent(String source, InlineDevice first, InlineDevice second) {
        if (qualified(first.name()).equals(qualified(second.name()))) {
            throw new MosException(Errno.EINVAL, "both devices of source " + source + " are " + first.name()
                + ", expected two different ones");
        }
    }

    private static String qualified(String name) {
        return name.indexOf(':') > 0 ? name : USUAL_DRIVER + ":" + name;
    }

    /**
     * Opens a device.
     *
     * @throws MosException  EAGAIN if it is in use
     * @throws MapiException MAPID_NO_DRIVER if no driver serves it, or what the driver says
     */
    OpenDevice open(String source, InlineDevice device) {
        final String name = qualified(device.name());
        requireUnused(device.name(), name);
        final String driver = name.substring(0, name.indexOf(':'));
        final ServiceReference<CaptureDriver> reference = driver(driver, device.name());
        final CaptureDriver service = context.getService(reference);
        if (service == null) {
            throw new MapiException(MapiError.MAPID_NO_DRIVER, "driver " + driver + " of device " + device.name() + " is gone");
        }
        final Map<String, String> options = new HashMap<>(driver.equals(USUAL_DRIVER) ? USUAL_OPTIONS : Map.of());
        options.putAll(device.options());
        try {
            final CaptureDevice opened = service.open(new DeviceRequest(device.name(), name.substring(driver.length() + 1),
                DeviceKind.LIVE, options));
            final OpenDevice open = new OpenDevice(name, new TrackedDevice(opened, this::closed));
            synchronized (this) {
                uses.put(open, new Use(reference, source));
            }
            return open;
        } catch (RuntimeException refusal) {
            context.ungetService(reference);
            throw refusal;
        }
    }

    private ServiceReference<CaptureDriver> driver(String name, String device) {
        ServiceReference<CaptureDriver> best = null;
        final TreeSet<String> known = new TreeSet<>();
        synchronized (this) {
            for (Map.Entry<ServiceReference<CaptureDriver>, String> driver : drivers.entrySet()) {
                known.add(driver.getValue());
                if (driver.getValue().equals(name) && (best == null || driver.getKey().compareTo(best) > 0)) {
                    best = driver.getKey();
                }
            }
        }
        if (best == null) {
            throw new MapiException(MapiError.MAPID_NO_DRIVER, "no driver " + name + " for device " + device + ", there are "
                + known);
        }
        return best;
    }

    private void requireUnused(String given, String name) {
        synchronized (this) {
            for (Map.Entry<OpenDevice, Use> use : uses.entrySet()) {
                if (use.getKey().name().equals(name)) {
                    throw new MosException(Errno.EAGAIN, "device " + given + " is in use by source " + use.getValue().source());
                }
            }
        }
        for (DeviceInformation device : mapi.devices()) {
            final boolean same = device.name().equals(given) || device.alias().equals(given) || device.name().equals(name);
            if (same && device.flows() > 0) {
                throw new MosException(Errno.EAGAIN, "device " + given + " is in use by " + device.flows()
                    + " flows of the engine, expected one that nobody watches");
            }
        }
    }

    /** Closes what was opened in vain. */
    void close(OpenDevice device) {
        if (device != null) {
            device.device().close();
        }
    }

    /** A device was closed. */
    private void closed(CaptureDevice device) {
        final List<ServiceReference<CaptureDriver>> unused = new ArrayList<>();
        synchronized (this) {
            uses.entrySet().removeIf(entry -> entry.getKey().device() == device && unused.add(entry.getValue().driver()));
        }
        try {
            unused.forEach(context::ungetService);
        } catch (IllegalStateException stopped) {
            return; // this bundle is stopped: everything was given back
        }
    }
}
