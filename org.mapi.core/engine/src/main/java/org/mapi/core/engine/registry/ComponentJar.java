package org.mapi.core.engine.registry;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureDriverDefinition;
import org.mapi.function.Definition;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;

/**
 * A bundle's jar used without the framework: its function and driver components become providers whose classes come from the jar
 * itself and, what is not in there, from the given parent. What needs a framework (references to services, imports that the
 * parent does not have) is reported in {@link #problems()} or when it is first used.
 */
public final class ComponentJar implements AutoCloseable {
    private final Path file;
    private final URLClassLoader classes;
    private final List<FunctionProvider> functions = new ArrayList<>();
    private final List<DriverProvider> drivers = new ArrayList<>();
    private final List<RejectedFunction> rejected = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final String bundle;
    private final String version;

    private ComponentJar(Path file, URLClassLoader classes, DeclaredJar declared) {
        this.file = file;
        this.classes = classes;
        bundle = declared.bundle();
        version = declared.version();
        problems.addAll(declared.problems());
        declared.components().forEach(this::add);
    }

    /**
     * Reads a jar's components. No class is loaded yet.
     *
     * @param jar    the file
     * @param parent sees the API; not null
     * @return the jar; the caller closes it when nothing of it is in use any more
     * @throws MapiException MAPI_LIBRARY_LOAD_ERR when it is not readable or no jar
     */
    public static ComponentJar open(Path jar, ClassLoader parent) {
        try {
            return of(jar, parent, DeclaredJar.read(jar));
        } catch (IOException | SecurityException e) {
            throw new MapiException(MapiError.MAPI_LIBRARY_LOAD_ERR, "library " + jar + " cannot be read, expected a jar: " + e);
        }
    }

    /** The jar with the components that are known of it; it is opened when a class of it is first needed. */
    static ComponentJar of(Path jar, ClassLoader parent, DeclaredJar declared) throws IOException {
        return new ComponentJar(jar, new LibraryLoader(jar.getFileName().toString(), jar.toUri().toURL(), parent), declared);
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** Its functions, in the manifest's order. */
    public List<FunctionProvider> functions() {
        return List.copyOf(functions);
    }

    /** Its capture drivers, in the manifest's order. */
    public List<DriverProvider> drivers() {
        return List.copyOf(drivers);
    }

    /** Its functions with a wrong definition. */
    public List<RejectedFunction> rejected() {
        return List.copyOf(rejected);
    }

    /** What could not be used and why, for people; empty when all is well. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    private void add(String path, DeclaredComponent component) {
        final boolean function = component.services().contains(Function.class.getName());
        final boolean driver = component.services().contains(CaptureDriver.class.getName());
        if (!function && !driver) {
            return;
        }
        if (!component.references().isEmpty()) {
            problems.add("component " + path + " needs services and works in the appliance only: "
                + String.join(", ", component.references()));
            return;
        }
        if (function) {
            function(component);
        }
        if (driver) {
            driver(path, component);
        }
    }

    private void function(DeclaredComponent component) {
        final Map<String, Object> properties = component.properties();
        try {
            final Definition definition = Definition.of(properties);
            functions.add(PlainProviders.of(definition, bundle, version, object(component, Function.class), classes));
        } catch (MapiException e) {
            rejected.add(new RejectedFunction(text(properties, FunctionDefinition.PREFIX_ + "library"),
                text(properties, FunctionDefinition.PREFIX_ + "function"), bundle, version, rejected.size(), e.getMessage()));
            problems.add("component " + component.implementation() + " was rejected: " + e.getMessage());
        }
    }

    private void driver(String path, DeclaredComponent component) {
        final String name = text(component.properties(), CaptureDriverDefinition.PREFIX_ + "driver");
        if (name.isEmpty()) {
            problems.add("component " + path + " is a capture driver without the property mapi.driver");
            return;
        }
        drivers.add(PlainProviders.driver(name, text(component.properties(), CaptureDriverDefinition.PREFIX_ + "description"),
            bundle, version, object(component, CaptureDriver.class)));
    }

    private static String text(Map<String, Object> properties, String name) {
        final Object value = properties.get(name);
        return value == null ? "" : value.toString();
    }

    private <T> LazyObject<T> object(DeclaredComponent component, Class<T> service) {
        return new LazyObject<>(classes, component.implementation(), service);
    }

    /** Closes the class loader: classes not loaded yet cannot be loaded any more. Idempotent. */
    @Override
    public void close() {
        try {
            classes.close();
        } catch (IOException e) {
            throw new MapiException(MapiError.MAPI_LIBRARY_LOAD_ERR, "library " + file + " cannot be closed: " + e);
        }
    }
}
