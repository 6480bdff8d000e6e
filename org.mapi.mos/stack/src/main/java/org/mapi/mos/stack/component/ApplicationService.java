package org.mapi.mos.stack.component;

import java.util.Comparator;
import java.util.List;
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

    private final ServiceReference<MonitorApplication> reference;
    private final String symbolicName;
    private final Version version;
    private final long id;
    private final int ranking;
    private final MonitorOptions options;
    private final String problem;

    ApplicationService(ServiceReference<MonitorApplication> reference) {
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
        try {
            read = properties.options(fallback);
        } catch (MosException e) {
            read = properties.shown(fallback);
            wrong = e.line();
        }
        options = read;
        problem = wrong;
    }

    ServiceReference<MonitorApplication> reference() {
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
