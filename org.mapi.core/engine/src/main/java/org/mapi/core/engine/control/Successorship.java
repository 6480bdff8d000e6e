package org.mapi.core.engine.control;

import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Definition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.FunctionReference;
import org.mapi.function.FlowModification;

/**
 * An instance that takes over from one of another version.
 *
 * @param instance   the new instance, not initialised
 * @param definition what it works with
 */
record Successorship(FunctionInstance instance, Definition definition) {
    /**
     * Makes the instance and lets it say what it works with. The flow stays as it is.
     *
     * @throws MapiException when the provider is gone, or what the function reports; its arguments must be declared as before
     */
    static Successorship prepare(FunctionProvider provider, AppliedRecord applied, Application application) {
        final Definition resolved = provider.resolved();
        final Arguments known = applied.arguments();
        if (!resolved.argumentLetters().equals(applied.definition().argumentLetters())) {
            throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT_DESCRIPTOR, resolved.qualifiedName() + " of "
                + provider.origin() + " takes other arguments: " + resolved.argumentLetters() + ", given " + known.values());
        }
        final FunctionInstance instance = Instantiation.make(provider, applied, application);
        final Redefinition redefinition = new Redefinition(applied, resolved);
        try {
            instance.modify(redefinition);
        } catch (Throwable e) {
            throw Failures.foreign(e, MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT, resolved.qualifiedName() + ": modify failed: ");
        }
        return new Successorship(instance, redefinition.definition);
    }

    /** The flow was modified when the first version was applied: only the own definition can change now. */
    private static final class Redefinition implements FlowModification {
        private final AppliedRecord applied;
        private Definition definition;

        Redefinition(AppliedRecord applied, Definition definition) {
            this.applied = applied;
            this.definition = definition;
        }

        @Override
        public FunctionReference self() {
            return applied.reference();
        }

        @Override
        public Definition definition() {
            return definition;
        }

        @Override
        public void redefine(Definition changed) {
            definition = changed;
        }

        @Override
        public void reorderBefore(FunctionReference function) {
            // The order stands since apply.
        }

        @Override
        public void identicalTo(FunctionReference function) {
            // Sharing was settled at connect.
        }

        @Override
        public void delete(FunctionReference function) {
            // Deleted at apply.
        }

        @Override
        public FunctionReference add(boolean prepend, String function, Object... arguments) {
            final String name = function.replaceAll("^.*:|!.*$", "");
            return applied.flow().functions().stream().filter(other -> other.definition().function().equals(name)).findFirst()
                .orElseThrow(() -> new MapiException(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT, applied.label()
                    + " adds " + function + " when it is replaced, which its first version did not")).reference();
        }
    }
}
