package org.mapi.core.engine.registry;

import org.mapi.function.Definition;
import org.mapi.function.Function;
import org.mapi.result.ResultSchema;

/**
 * One function service. The same object stands for the same registration in every snapshot, so providers are compared by
 * identity. May be used from any thread.
 */
public interface FunctionProvider extends ServiceOrigin {
    /** The definition as it was declared; its schema is null, see {@link #schema()}. */
    Definition definition();

    /**
     * Fetches the service object. It is not kept by the caller beyond the making of instances.
     *
     * @throws org.mapi.MapiException MAPI_LIBRARY_LOAD_ERR when the service is gone or its component cannot be made; never while
     *     a lock of the engine is held
     */
    Function acquire();

    /**
     * The layout of the function's result. The result class is loaded by the function's class loader for this and forgotten.
     *
     * @return the layout; {@link ResultSchema#NONE} when there is no block in result memory (no result, or result method FUNCT)
     * @throws org.mapi.MapiException MAPI_LIBRARY_LOAD_ERR when the class cannot be loaded, MFUNCT_INVALID_ARGUMENT_DESCRIPTOR
     *     when it has no layout
     */
    ResultSchema schema();

    /**
     * The definition with its result layout.
     *
     * @throws org.mapi.MapiException as {@link #schema()}
     */
    default Definition resolved() {
        return definition().withSchema(schema());
    }
}
