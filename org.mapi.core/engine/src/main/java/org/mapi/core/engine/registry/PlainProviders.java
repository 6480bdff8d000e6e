package org.mapi.core.engine.registry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureDriverDefinition;
import org.mapi.function.Definition;
import org.mapi.function.Function;
import org.mapi.result.ResultSchema;

/** Makes providers without OSGi: for tests, benchmarks and the command line. */
public final class PlainProviders {
    private static final AtomicLong IDS = new AtomicLong();

    private PlainProviders() { }

    /**
     * A provider of an object whose class carries {@link org.mapi.function.FunctionDefinition}.
     *
     * @throws MapiException MFUNCT_INVALID_ARGUMENT_DESCRIPTOR when the definition is missing or wrong
     */
    public static FunctionProvider of(Function function) {
        return of(Definition.of(function.getClass()), "", "", () -> function, function.getClass().getClassLoader());
    }

    /**
     * A provider of a class with a constructor without parameters; the object is made at the first use.
     *
     * @throws MapiException MFUNCT_INVALID_ARGUMENT_DESCRIPTOR when the definition is missing or wrong
     */
    public static FunctionProvider of(Class<? extends Function> type) {
        return of(Definition.of(type), "", "", new LazyObject<>(type.getClassLoader(), type.getName(), Function.class),
            type.getClassLoader());
    }

    /**
     * A provider of anything.
     *
     * @param definition the definition
     * @param bundle     symbolic name to show, or empty
     * @param version    version to show, or empty
     * @param object     gives the function, the same object each time
     * @param classes    loads the result class; not null
     */
    public static FunctionProvider of(Definition definition, String bundle, String version, Supplier<Function> object,
                                      ClassLoader classes) {
        return new PlainFunction(definition, bundle, version, IDS.incrementAndGet(), object, classes);
    }

    /**
     * A provider of a driver object whose class carries {@link CaptureDriverDefinition}.
     *
     * @throws MapiException MAPI_CONFIGURATION when the annotation is missing
     */
    public static DriverProvider of(CaptureDriver driver) {
        final CaptureDriverDefinition given = driver.getClass().getAnnotation(CaptureDriverDefinition.class);
        if (given == null) {
            throw new MapiException(MapiError.MAPI_CONFIGURATION,
                "class " + driver.getClass().getName() + " has no @CaptureDriverDefinition");
        }
        return driver(given.driver(), given.description(), "", "", () -> driver);
    }

    /** A provider of a driver under a name of its own. */
    public static DriverProvider driver(String name, CaptureDriver driver) {
        return driver(name, "", "", "", () -> driver);
    }

    static DriverProvider driver(String name, String description, String bundle, String version,
                                 Supplier<CaptureDriver> object) {
        return new PlainDriver(name, description, bundle, version, IDS.incrementAndGet(), object);
    }

    private record PlainFunction(Definition definition, String bundle, String version, long serviceId,
                                 Supplier<Function> object, ClassLoader classes) implements FunctionProvider {
        @Override
        public int ranking() {
            return 0;
        }

        @Override
        public Function acquire() {
            return object.get();
        }

        @Override
        public ResultSchema schema() {
            return ResultTypes.schema(definition, name -> Class.forName(name, false, classes));
        }
    }

    private record PlainDriver(String name, String description, String bundle, String version, long serviceId,
                               Supplier<CaptureDriver> object) implements DriverProvider {
        @Override
        public int ranking() {
            return 0;
        }

        @Override
        public CaptureDriver acquire() {
            return object.get();
        }
    }
}
