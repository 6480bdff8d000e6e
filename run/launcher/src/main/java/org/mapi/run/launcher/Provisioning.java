package org.mapi.run.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * Brings the framework's stored bundles in line with the run list: installs what is new, updates what has another file than last
 * time, removes what has left the list. Bundles that came another way (load folder, web console) are not touched.
 */
final class Provisioning {

    /** Location prefix that marks our bundles in the framework's store. */
    static final String LOCATION = "appliance:";

    private final Path record;

    /**
     * Makes it.
     *
     * @param record file that remembers which jar each bundle came from
     */
    Provisioning(Path record) {
        this.record = record;
    }

    /**
     * Does it. The framework must be initialised and not yet started.
     *
     * @param context the system bundle's context
     * @param entries the run list
     * @throws BundleException if a bundle cannot be installed
     * @throws IOException if a jar or the record cannot be read or written
     */
    void apply(BundleContext context, List<RunList.Entry> entries) throws BundleException, IOException {
        Properties former = readRecord();
        Map<String, Bundle> installed = ours(context);
        Properties now = new Properties();
        for (RunList.Entry entry : entries) {
            String location = LOCATION + entry.name();
            String fingerprint = fingerprint(entry);
            Bundle bundle = installed.remove(location);
            if (bundle == null) {
                bundle = install(context, location, entry);
            } else if (!fingerprint.equals(former.getProperty(entry.name()))) {
                update(bundle, entry);
            }
            bundle.adapt(BundleStartLevel.class).setStartLevel(entry.startLevel());
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
            now.setProperty(entry.name(), fingerprint);
        }
        for (Bundle left : installed.values()) {
            left.uninstall();
        }
        if (!now.equals(former)) {
            writeRecord(now);
        }
    }

    private static Map<String, Bundle> ours(BundleContext context) {
        Map<String, Bundle> result = new HashMap<>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getLocation().startsWith(LOCATION)) {
                result.put(bundle.getLocation(), bundle);
            }
        }
        return result;
    }

    private static Bundle install(BundleContext context, String location, RunList.Entry entry) throws BundleException,
            IOException {
        try (InputStream jar = Files.newInputStream(entry.jar())) {
            return context.installBundle(location, jar);
        }
    }

    private static void update(Bundle bundle, RunList.Entry entry) throws BundleException, IOException {
        try (InputStream jar = Files.newInputStream(entry.jar())) {
            bundle.update(jar);
        }
    }

    private static String fingerprint(RunList.Entry entry) throws IOException {
        return entry.version() + " " + Files.size(entry.jar()) + " " + Files.getLastModifiedTime(entry.jar()).toMillis();
    }

    private Properties readRecord() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(record)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            return properties;
        }
        return properties;
    }

    private void writeRecord(Properties properties) throws IOException {
        try (Writer writer = Files.newBufferedWriter(record)) {
            properties.store(writer, "the jar that each stored bundle came from: version, size, time");
        }
    }
}
