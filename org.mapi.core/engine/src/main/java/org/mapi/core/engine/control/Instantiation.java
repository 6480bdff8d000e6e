package org.mapi.core.engine.control;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
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
            return applied.instance() != null && applied.changedService(core::serviceGeneration) == null ? applied.instance()
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
     * Makes an instance and initialises it, on a thread of its own: one that does not return is waited for no longer than the
     * engine's init timeout, and cleaned up when it does return. What fails is cleaned up, too.
     *
     * @param applied   whose instance
     * @param resources what it gets at init
     * @param maker     makes the instance
     * @param undone    called when the instance is not to be used, after its clean-up
     * @throws MapiException what the function reported, or MFUNCT_COULD_NOT_INIT_FUNCT
     */
    static FunctionInstance ready(EngineCore core, AppliedRecord applied, InstanceResources resources,
                                  Supplier<FunctionInstance> maker, Runnable undone) {
        final Duration patience = core.options().initTimeout();
        final CompletableFuture<FunctionInstance> done = core.workshop().make(() -> {
            FunctionInstance made = null;
            try {
                made = maker.get();
                init(applied, made, resources);
                return made;
            } catch (RuntimeException | Error e) {
                Cleanup.of(applied.label(), made);
                undone.run();
                throw e;
            }
        });
        try {
            return done.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw Failures.unchecked(e);
        } catch (TimeoutException | InterruptedException e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            done.thenAccept(late -> {
                Cleanup.of(applied.label(), late);
                undone.run();
            });
            throw new MapiException(MapiError.MFUNCT_COULD_NOT_INIT_FUNCT, applied.definition().qualifiedName()
                + ": init has not returned within " + patience.toMillis() + " ms");
        }
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
        } catch (Throwable e) {
            throw Failures.foreign(e, MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT, applied.definition().qualifiedName()
                + ": instantiate failed: ");
        }
    }

    /**
     * Initialises an instance.
     *
     * @throws MapiException what the instance reported, or MFUNCT_COULD_NOT_INIT_FUNCT
     */
    private static void init(AppliedRecord applied, FunctionInstance instance, InstanceResources resources) {
        try {
            instance.init(resources);
        } catch (Throwable e) {
            throw Failures.foreign(e, MapiError.MFUNCT_COULD_NOT_INIT_FUNCT, applied.definition().qualifiedName()
                + ": init failed: ");
        }
    }
}
