package org.mapi.mos.stack.component;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mapi.mos.MonitorInformation;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The applications that are services, by what they are versions of. Used by the whiteboard's thread; {@link #refused} by any. */
final class ApplicationServices {
    private final BundleContext context;
    private final MosComponent mos;
    private final Map<ServiceReference<?>, ApplicationService> known = new LinkedHashMap<>();
    private final Map<String, ApplicationPlace> places = new LinkedHashMap<>();
    private volatile List<MonitorInformation> refused = List.of();

    ApplicationServices(BundleContext context, MosComponent mos) {
        this.context = context;
        this.mos = mos;
    }

    /** A service came. */
    void add(ServiceReference<?> reference) {
        if (reference.getBundle() == null) {
            return; // it is gone already
        }
        final ApplicationService service = new ApplicationService(reference);
        known.put(reference, service);
        places.computeIfAbsent(service.place(), place -> new ApplicationPlace(context, mos.stack())).add(service);
        show();
    }

    /** A service's properties changed: its flows stay as long as its name does. */
    void change(ServiceReference<?> reference) {
        remove(reference, false);
        add(reference);
    }

    /** A service goes. */
    void remove(ServiceReference<?> reference, boolean forEver) {
        final ApplicationService service = known.remove(reference);
        if (service != null) {
            places.get(service.place()).remove(service, forEver);
            show();
        }
    }

    /** Looks after those that wait. */
    void attend() {
        places.values().removeIf(ApplicationPlace::attend);
        show();
    }

    /** Takes all away. */
    void end() {
        List.copyOf(known.keySet()).forEach(reference -> remove(reference, true));
        places.values().forEach(ApplicationPlace::end);
        places.clear();
    }

    private void show() {
        final List<MonitorInformation> all = new ArrayList<>();
        places.values().forEach(place -> place.refused(all));
        refused = all;
    }

    /** Applications that are there and not attached. */
    List<MonitorInformation> refused() {
        return refused;
    }
}
