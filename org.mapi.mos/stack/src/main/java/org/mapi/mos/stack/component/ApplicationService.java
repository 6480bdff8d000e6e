package org.mapi.mos.stack.component;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.mapi.mos.FlowCallback;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorInformation;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/** One registration of an application: its facts, read once. */
final class ApplicationService {
    /** The best one first: ranking, then the higher version, then the older registration. */
    static final Comparator<ApplicationService> BEST_FIRST = Comparator.comparingInt(ApplicationService::ranking).reversed()
        .thenComparing(ApplicationService::version, Comparator.reverseOrder()).thenComparingLong(ApplicationService::id);

    private final ServiceReference<?> reference;
    private final String symbolicName;
    private final Version version;
    private final long id;
    private final int ranking;
    private final MonitorOptions options;
    private final String problem;
    private final List<String> events;
    private final List<Hook> hooks;

    ApplicationService(ServiceReference<?> reference) {
        this.reference = reference;
        final Bundle owner = reference.getBundle();
        symbolicName = owner == null ? "" : owner.getSymbolicName();
        version = owner == null ? Version.emptyVersion : owner.getVersion();
        id = (Long) reference.getProperty("service.id");
        ranking = reference.getProperty("service.ranking") instanceof Integer given ? given : 0;
        final ApplicationProperties properties = new ApplicationProperties(FrameworkUtil.asMap(reference.getProperties()));
        final String fallback = symbolicName + "#" + id;
        MonitorOptions read;
        String wrong = "";
        List<String> names = List.of();
        List<Hook> places = List.of();
        try {
            read = properties.options(fallback);
            names = properties.events(isCallback(reference));
            places = properties.hooks();
        } catch (MosException e) {
            read = properties.shown(fallback);
            wrong = e.line();
        }
        options = read;
        problem = wrong;
        events = names;
        hooks = places;
    }

    private static boolean isCallback(ServiceReference<?> reference) {
        return reference.getProperty("objectClass") instanceof String[] types
            && !Arrays.asList(types).contains(MonitorApplication.class.getName());
    }

    /** The application that a service object is, or makes with what the properties say. */
    MonitorApplication application(Object service) {
        return service instanceof MonitorApplication application ? application
            : new CallbackApplication((FlowCallback) service, events, hooks);
    }

    ServiceReference<?> reference() {
        return reference;
    }

    private Version version() {
        return version;
    }

    private long id() {
        return id;
    }

    private int ranking() {
        return ranking;
    }

    MonitorOptions options() {
        return options;
    }

    /** What is wrong with its properties, empty if nothing is. */
    String problem() {
        return problem;
    }

    /** Where it comes from, for people. */
    String bundle() {
        return symbolicName + " " + version;
    }

    /** What is equal for all versions of an application. */
    String place() {
        return symbolicName + " " + options.name();
    }

    /** What is shown of it while it is not attached. */
    MonitorInformation information(String why) {
        return new MonitorInformation(options.name(), bundle(), options, List.of(), 0, 0, 0, why);
    }

    @Override
    public String toString() {
        return "application " + options.name() + " of " + bundle();
    }
}
