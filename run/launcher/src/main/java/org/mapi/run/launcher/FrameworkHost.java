package org.mapi.run.launcher;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;

/** The framework of one appliance, from creation to stop. */
final class FrameworkHost {

    private static final Logger LOG = System.getLogger(FrameworkHost.class.getName());
    private static final int FILE_INSTALL_POLL_MS = 500;

    private final Settings settings;
    private final List<RunList.Entry> entries;
    private final int lastLevel;
    private volatile Framework framework;
    private volatile boolean started;

    /**
     * Makes it; nothing runs yet.
     *
     * @param settings how the appliance shall run
     * @throws UserError if the installation is incomplete
     */
    FrameworkHost(Settings settings) {
        this.settings = settings;
        this.entries = RunList.read(settings.installation().runList(), settings.installation().bundles());
        // one level above the last, for the bundles of the load folder
        this.lastLevel = entries.stream().mapToInt(RunList.Entry::startLevel).max().orElse(1) + 5;
    }

    /**
     * Starts the framework and all bundles; returns when the last start level is reached. A bundle that does not start does not
     * keep the others from it.
     *
     * @throws UserError if the framework cannot be started even with a fresh store
     */
    void start() {
        try {
            startWith(settings.runDirectory().cache());
        } catch (BundleException | IOException | RuntimeException e) {
            // The store of a process that died while it wrote may be unreadable; nothing in it is worth more than a start.
            LOG.log(Level.WARNING, "the framework's store is unusable and is made anew", e);
            try {
                abandon();
                clear(settings.runDirectory().cache());
                startWith(settings.runDirectory().cache());
            } catch (BundleException | IOException second) {
                throw new UserError("the framework cannot be started: " + reasons(second));
            }
        }
        started = true;
    }

    /** The messages of a fault and of its causes: what is wrong with the disk stands in the last one. */
    private static String reasons(Throwable fault) {
        final Set<String> reasons = new LinkedHashSet<>();
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            reasons.add(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        }
        return String.join(": ", reasons);
    }

    private void startWith(Path cache) throws BundleException, IOException {
        framework = ServiceLoader.load(FrameworkFactory.class).findFirst()
                .orElseThrow(() -> new UserError("the installation is incomplete: no OSGi framework on the class path"))
                .newFramework(configuration());
        framework.init();
        framework.getBundleContext().addFrameworkListener(FrameworkHost::tellErrors);
        new Provisioning(cache.resolve("appliance.properties")).apply(framework.getBundleContext(), entries);
        OrphanedConfigurations orphans = OrphanedConfigurations.watch(framework.getBundleContext());
        framework.start();
        // not before: the common log is up now
        orphans.forgotten().forEach(text -> LOG.log(Level.INFO, "configuration {0}, so it is forgotten", text));
    }

    private void abandon() throws BundleException {
        Framework former = framework;
        if (former != null) {
            former.stop();
            try {
                former.waitForStop(settings.stopDeadlineSeconds() * 1000L);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void tellErrors(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            LOG.log(Level.ERROR, "bundle " + event.getBundle().getSymbolicName(), event.getThrowable());
        }
    }

    private Map<String, String> configuration() {
        RunDirectory run = settings.runDirectory();
        Map<String, String> map = new HashMap<>();
        map.put("org.osgi.service.http.port", String.valueOf(settings.port()));
        map.put("org.apache.felix.http.host", settings.host());
        map.put("felix.webconsole.security.providers", "org.mapi.run.host.login");
        map.put("felix.fileinstall.poll", String.valueOf(FILE_INSTALL_POLL_MS));
        map.put("felix.fileinstall.noInitialDelay", "true");
        map.put("felix.fileinstall.start.level", String.valueOf(lastLevel));
        map.put("felix.fileinstall.tmpdir", run.cache().resolve("fileinstall").toString());
        map.put("felix.fileinstall.log.level", "3");
        // the log service's own threshold; etc/logback.xml decides what is written
        map.put("org.osgi.service.log.admin.loglevel", "INFO");
        map.put("gosh.args", "--nointeractive");
        map.putAll(settings.frameworkProperties());
        // What follows belongs to the launcher and is not for appliance.properties.
        map.put("felix.fileinstall.dir", settings.load().toString());
        map.put("felix.cm.dir", run.config().toString());
        map.put(Constants.FRAMEWORK_STORAGE, run.cache().resolve("framework").toString());
        map.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, String.valueOf(lastLevel));
        map.put("mapi.home", settings.installation().home().toString());
        map.put("mapi.etc.dir", settings.installation().etc().toString());
        map.put("mapi.run.dir", run.path().toString());
        map.put("mapi.load.dir", settings.load().toString());
        return map;
    }

    /** Returns whether the last start level has been reached. */
    boolean isStarted() {
        return started;
    }

    /** Returns the system bundle's context, or null before the framework is initialised and after its stop. */
    BundleContext context() {
        Framework current = framework;
        return current == null ? null : current.getBundleContext();
    }

    /** Returns the bundles that are on their way, up or down; the one that hangs is among them. */
    List<String> moving() {
        return names(bundle -> bundle.getState() == Bundle.STARTING && bundle.getBundleId() != 0 && !isLazy(bundle)
                || bundle.getState() == Bundle.STOPPING && bundle.getBundleId() != 0);
    }

    /** Returns the bundles that should be active and are not. */
    List<String> notActive() {
        return names(bundle -> bundle.getState() != Bundle.ACTIVE && !isFragment(bundle) && !isLazy(bundle)
                && bundle.adapt(BundleStartLevel.class).isPersistentlyStarted());
    }

    /**
     * Returns the jars in the load folder that are no bundles here: broken ones, those of which the log says more, and those that
     * came a moment ago.
     */
    List<Path> notInstalled() {
        BundleContext context = context();
        List<Path> result = new ArrayList<>();
        if (context != null) {
            Set<String> installed = new HashSet<>();
            for (Bundle bundle : context.getBundles()) {
                installed.add(bundle.getLocation());
            }
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(settings.load(), "[!.]*.jar")) {
                for (Path jar : jars) {
                    if (!installed.contains(jar.toFile().toURI().normalize().toString())) {
                        result.add(jar);
                    }
                }
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the load folder cannot be read", e);
            }
        }
        return result;
    }

    /** Returns how many bundles are installed, the framework itself not counted. */
    int count() {
        BundleContext context = context();
        return context == null ? 0 : context.getBundles().length - 1;
    }

    private List<String> names(Predicate<Bundle> wanted) {
        List<String> result = new ArrayList<>();
        BundleContext context = context();
        if (context != null) {
            for (Bundle bundle : context.getBundles()) {
                if (bundle.getBundleId() != 0 && wanted.test(bundle)) {
                    result.add(bundle.getSymbolicName() + " " + bundle.getVersion());
                }
            }
        }
        return result;
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    /** A bundle with lazy activation waits in STARTING for its first class; that is as good as active. */
    private static boolean isLazy(Bundle bundle) {
        return bundle.getState() == Bundle.STARTING && bundle.adapt(BundleStartLevel.class).isActivationPolicyUsed()
                && bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY) != null;
    }

    /**
     * Waits until somebody stops the framework; one that restarts itself (update of the system bundle) goes on.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    void awaitStop() throws InterruptedException {
        while (framework.waitForStop(0).getType() == FrameworkEvent.STOPPED_UPDATE) {
            try {
                framework.start();
            } catch (BundleException e) {
                throw new UserError("the framework cannot be started again: " + e.getMessage());
            }
        }
    }

    /**
     * Stops all bundles.
     *
     * @return whether they stopped before the deadline; if not, {@link #moving()} names the one that hangs
     */
    boolean stop() {
        Framework current = framework;
        if (current == null) {
            return true;
        }
        try {
            current.stop();
            return current.waitForStop(settings.stopDeadlineSeconds() * 1000L).getType() != FrameworkEvent.WAIT_TIMEDOUT;
        } catch (BundleException e) {
            LOG.log(Level.ERROR, "the framework cannot be stopped", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void clear(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder)) {
                    Files.delete(file);
                }
            }
        }
    }
}
