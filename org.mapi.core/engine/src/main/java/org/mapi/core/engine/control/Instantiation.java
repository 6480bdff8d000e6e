package org.mapi.core.engine.control;

import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.function.Function;
import org.mapi.function.FunctionInstance;

/** Makes instances; calls foreign code, so never on an agent or the control thread. */
final class Instantiation {
    private Instantiation() { }

    /**
     * Makes an instance of an applied function.
     *
     * @throws MapiException what the function reported, or MFUNCT_COULD_NOT_APPLY_FUNCT
     */
    static FunctionInstance make(FunctionProvider provider, AppliedRecord applied) {
        try {
            final Function function = provider.acquire();
            final FunctionInstance instance = function.instantiate(applied.arguments(), applied.application());
            if (instance == null) {
                throw new MapiException(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT, applied.definition().qualifiedName()
                    + ": instantiate returned null, expected an instance");
            }
            return instance;
        } catch (RuntimeException | Error e) {
            throw Failures.foreign(e, MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT, applied.definition().qualifiedName()
                + ": instantiate failed: ");
        }
    }

    /**
     * Initialises an instance.
     *
     * @throws MapiException what the instance reported, or MFUNCT_COULD_NOT_INIT_FUNCT
     */
    static void init(AppliedRecord applied, FunctionInstance instance, InstanceResources resources) {
        try {
            instance.init(resources);
        } catch (RuntimeException | Error e) {
            throw Failures.foreign(e, MapiError.MFUNCT_COULD_NOT_INIT_FUNCT, applied.definition().qualifiedName()
                + ": init failed: ");
        }
    }
}
