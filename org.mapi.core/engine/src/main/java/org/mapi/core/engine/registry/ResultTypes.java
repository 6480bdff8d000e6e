package org.mapi.core.engine.registry;

import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.Definition;
import org.mapi.function.ResultMethod;
import org.mapi.result.ResultLayout;
import org.mapi.result.ResultSchema;

/** Finds the layout of a function's result from the class name in its definition; keeps no class. */
public final class ResultTypes {
    private ResultTypes() { }

    /** Loads a class by name, as a bundle or a class loader does. */
    @FunctionalInterface
    public interface Loader {
        /**
         * Loads a class.
         *
         * @throws ClassNotFoundException when it cannot be found
         * @throws IllegalStateException  when the bundle is gone
         */
        Class<?> load(String name) throws ClassNotFoundException;
    }

    /**
     * The layout of a definition's result.
     *
     * @param definition the definition
     * @param loader     loads the result class if it is needed
     * @return the layout; NONE for Void and for functions with a queue of their own
     * @throws MapiException MAPI_LIBRARY_LOAD_ERR or MFUNCT_INVALID_ARGUMENT_DESCRIPTOR, see {@link FunctionProvider#schema()}
     */
    public static ResultSchema schema(Definition definition, Loader loader) {
        final ResultMethod method = definition.resultMethod();
        final String type = definition.result();
        if (method == ResultMethod.NONE || method == ResultMethod.FUNCT || type.equals(Void.class.getName())) {
            return ResultSchema.NONE;
        }
        if (type.equals(Long.class.getName())) {
            return definition.counter() ? ResultSchema.COUNTER : ResultSchema.LONG;
        }
        try {
            return ResultLayout.of(loader.load(type)).schema();
        } catch (ClassNotFoundException | LinkageError | IllegalStateException e) {
            throw new MapiException(MapiError.MAPI_LIBRARY_LOAD_ERR, "result type of " + definition.qualifiedName()
                + " cannot be loaded: class=" + type + ", cause=" + e);
        } catch (IllegalArgumentException e) {
            throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT_DESCRIPTOR, "result type of "
                + definition.qualifiedName() + " has no layout: " + e.getMessage());
        }
    }
}
