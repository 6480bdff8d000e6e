package org.mapi.core.engine.registry;

import java.util.function.Supplier;
import org.mapi.MapiError;
import org.mapi.MapiException;

/** Loads a class by name and makes its one object, both when it is first asked for. */
final class LazyObject<T> implements Supplier<T> {
    private final ClassLoader classes;
    private final String name;
    private final Class<T> service;
    private T object;

    LazyObject(ClassLoader classes, String name, Class<T> service) {
        this.classes = classes;
        this.name = name;
        this.service = service;
    }

    @Override
    public synchronized T get() {
        if (object == null) {
            object = make();
        }
        return object;
    }

    private T make() {
        try {
            return service.cast(classes.loadClass(name).getConstructor().newInstance());
        } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
            final Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new MapiException(MapiError.MAPI_LIBRARY_LOAD_ERR, "class " + name
                + " cannot be made, expected a public class with a constructor without parameters: " + cause);
        }
    }
}
