package org.mapi.core.engine.control;

import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.function.Application;
import org.mapi.function.Definition;
import org.mapi.function.Function;
import org.mapi.function.FunctionInstance;

/** Makes instances; calls foreign code, so never on an agent or the control thread. */
final class Instantiation {
    private Instantiation() { }

    /**
     * The instance that was made at apply, or one of the provider that has come in its place since.
     *
     * @throws MapiException MAPI_FUNCTION_NOT_FOUND when there is none any more, otherwise as {@link #make}
     */
    static FunctionInstance current(EngineCore core, AppliedRecord applied) {
        final FunctionProvider provider = applied.provider();
        if (provider != null && core.catalogue().contains(provider)) {
            return applied.instance() != null ? applied.instance()
                : Successorship.prepare(provider, applied, applied.application()).instance();
        }
        final Definition definition = applied.definition();
        final FunctionProvider next = core.catalogue().replacementFor(definition.library(), definition.function(),
            definition.deviceType(), applied.flow().device().properties().deviceType())
            .orElseThrow(() -> new MapiException(MapiError.MAPI_FUNCTION_NOT_FOUND, definition.qualifiedName()
                + " is not there any more"));
        final Successorship made = Successorship.prepare(next, applied, applied.application());
        applied.provider(next);
        applied.definition(made.definition());
        return made.instance();
    }

    /**
     * A further instance of an applied function, for another queue of the device; settles its definition as the first one did.
     *
     * @throws MapiException as {@link Successorship#prepare}
     */
    static FunctionInstance further(EngineCore core, AppliedRecord applied, int queue) {
        return Successorship.prepare(applied.provider(), applied, new ApplicationView(core, applied, queue)).instance();
    }

    /**
     * Makes an instance of an applied function.
     *
     * @throws MapiException what the function reported, or MFUNCT_COULD_NOT_APPLY_FUNCT
     */
    static FunctionInstance make(FunctionProvider provider, AppliedRecord applied, Application application) {
        try {
            final Function function = provider.acquire();
            final FunctionInstance instance = function.instantiate(applied.arguments(), application);
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
