package org.mapi.core.engine.osgi;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.scr.info.ScrInfo;
import org.mapi.Mapi;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.ComponentConstants;
import org.osgi.util.function.Function;
import org.osgi.util.promise.Promise;

/**
 * A real framework with the engine's bundle as it was built, Declarative Services and Configuration Admin. The API's packages are
 * the test's own, so that the test can register functions and use the services.
 */
final class EmbeddedFramework implements AutoCloseable {
    private static final String API_VERSION = "0.1.0";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** How long a device waits for a library in most tests. */
    static final Duration GRACE = Duration.ofSeconds(1);

    private final Framework framework;
    private final Bundle engine;
    private final Path folder;

    /**
     * Starts it.
     *
     * @param folder  for everything it writes
     * @param close   how long the engine waits for what it closes
     * @param grace   how long a device waits for a library
     */
    EmbeddedFramework(Path folder, Duration close, Duration grace) throws BundleException, IOException {
        this.folder = folder;
        final Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, folder.resolve("store").toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, packages());
        properties.put("felix.log.level", "1");
        properties.put("felix.cm.dir", Files.createDirectories(folder.resolve("cm")).toString());
        properties.put("mapi.etc.dir", Files.createDirectories(folder.resolve("etc")).toString());
        properties.put("mapi.run.dir", Files.createDirectories(folder.resolve("run")).toString());
        framework = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(properties);
        framework.start();
        for (Class<?> type : List.of(Function.class, Promise.class, ComponentConstants.class, ScrInfo.class)) {
            start(jar(type));
        }
        start(configurationAdmin());
        configure("org.mapi.engine", Map.of("result.directory", folder.resolve("results").toString(),
            "close.timeout.ms", close.toMillis(), "replacement.grace.ms", grace.toMillis()));
        configure("org.mapi.conf", Map.of("poll.ms", 100L));
        final Path built = Path.of(System.getProperty("project.root"), "org.mapi.core", "engine", "target", "classes");
        engine = start("reference:" + built.toUri());
    }

    /** Starts one that is patient with everything but libraries that are gone. */
    static EmbeddedFramework patient(Path folder) throws BundleException, IOException {
        return new EmbeddedFramework(folder, PATIENCE, GRACE);
    }

    private static String packages() {
        final List<String> packages = new ArrayList<>();
        for (String api : List.of("org.mapi", "org.mapi.capture", "org.mapi.function", "org.mapi.packet", "org.mapi.result")) {
            packages.add(api + ";version=" + API_VERSION);
        }
        packages.add("org.slf4j;version=2.0.17");
        packages.add("org.osgi.service.cm;version=1.6.1");
        packages.add("org.osgi.service.event;version=1.4.1");
        return String.join(",", packages);
    }

    private static String jar(Class<?> type) {
        try {
            return type.getProtectionDomain().getCodeSource().getLocation().toURI().toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bundle, not the jar of the API alone that may come before it on the class path. */
    private static String configurationAdmin() {
        return EmbeddedFramework.class.getClassLoader()
            .getResource("org/apache/felix/cm/impl/ConfigurationManager.class").toString()
            .replaceFirst("^jar:", "").replaceFirst("!.*", "");
    }

    private Bundle start(String location) throws BundleException {
        final Bundle bundle = framework.getBundleContext().installBundle(location);
        bundle.start();
        return bundle;
    }

    /** Installs and starts an empty bundle. */
    Bundle client(String name) throws IOException, BundleException {
        return client(name, "1.0.0");
    }

    /** Installs and starts an empty bundle of a version. */
    Bundle client(String name, String version) throws IOException, BundleException {
        final Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, version);
        manifest.getMainAttributes().putValue(Constants.IMPORT_PACKAGE, "org.mapi,org.mapi.function,org.mapi.capture");
        final Path jar = folder.resolve(name + "-" + version + ".jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return start(jar.toUri().toString());
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** The engine's bundle. */
    Bundle engine() {
        return engine;
    }

    /** Folder of mapi.conf. */
    Path etc() {
        return folder.resolve("etc");
    }

    /** The API as the system bundle sees it. */
    Mapi mapi() {
        return service(context(), Mapi.class);
    }

    /** A service, waited for. */
    static <T> T service(BundleContext context, Class<T> type) {
        return await("service " + type.getName(), () -> {
            final ServiceReference<T> reference = context.getServiceReference(type);
            return reference == null ? null : context.getService(reference);
        });
    }

    /** Sets a configuration. */
    void configure(String pid, Map<String, Object> properties) throws IOException {
        service(context(), ConfigurationAdmin.class).getConfiguration(pid, "?").update(dictionary(properties));
    }

    /** Makes a factory configuration. */
    Configuration create(String factory, Map<String, Object> properties) throws IOException {
        final Configuration configuration =
            service(context(), ConfigurationAdmin.class).createFactoryConfiguration(factory, "?");
        configuration.update(dictionary(properties));
        return configuration;
    }

    static Dictionary<String, Object> dictionary(Map<String, Object> properties) {
        return new Hashtable<>(properties);
    }

    /** Polls until there is something; fails when there is nothing in time. */
    static <T> T await(String what, Callable<T> attempt) {
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                final T value = attempt.call();
                if (value != null && !Boolean.FALSE.equals(value)) {
                    return value;
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError(what + ": not within " + PATIENCE.toSeconds() + " s");
                }
                Thread.sleep(5);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(what, e);
            }
        }
    }

    @Override
    public void close() throws BundleException {
        framework.stop();
        await("framework stops", () -> framework.waitForStop(PATIENCE.toMillis()).getType() != FrameworkEvent.WAIT_TIMEDOUT);
    }
}
