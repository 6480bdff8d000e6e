package org.mapi.core.engine.control;

import org.mapi.ApplyFlag;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.Definition;
import org.mapi.function.FlowModification;
import org.mapi.function.FunctionReference;

/** What an instance changes of its flow at apply. */
final class FlowChanges implements FlowModification {
    private final EngineCore core;
    private final ApplyOperation operation;
    private final AppliedRecord applied;

    FlowChanges(EngineCore core, ApplyOperation operation, AppliedRecord applied) {
        this.core = core;
        this.operation = operation;
        this.applied = applied;
    }

    @Override
    public FunctionReference self() {
        return applied.reference();
    }

    @Override
    public Definition definition() {
        return applied.definition();
    }

    @Override
    public void redefine(Definition definition) {
        final Definition known = applied.definition();
        if (!definition.qualifiedName().equals(known.qualifiedName()) || !definition.arguments().equals(known.arguments())) {
            throw new MapiException(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT, known.qualifiedName()
                + " may not change its name or arguments, changed to " + definition.qualifiedName() + " "
                + definition.argumentLetters());
        }
        if (definition.modifies() && !core.options().modifyAllowed()) {
            throw new MapiException(MapiError.MDLIB_NO_MODIFYING, known.qualifiedName()
                + " modifies packets, which is switched off by configuration");
        }
        applied.definition(definition);
    }

    @Override
    public void reorderBefore(FunctionReference function) {
        applied.flow().moveBefore(applied, own(function));
    }

    @Override
    public void identicalTo(FunctionReference function) {
        final AppliedRecord other = core.find(function).orElse(null);
        if (other == null || other.flow().device() != applied.flow().device()) {
            throw new MapiException(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT, applied.label() + " names " + function
                + " as identical, expected a function of an open flow on the same device");
        }
        applied.identicalTo(function);
    }

    @Override
    public void delete(FunctionReference function) {
        final AppliedRecord other = own(function);
        other.deletedBy(applied);
        applied.flow().delete(other);
    }

    @Override
    public FunctionReference add(boolean prepend, String function, Object... arguments) {
        return operation.add(ApplyFlag.INTERNAL, prepend, function, arguments).reference();
    }

    private AppliedRecord own(FunctionReference function) {
        return applied.flow().functions().stream()
            .filter(other -> other != applied && other.reference().equals(function)).findFirst()
            .orElseThrow(() -> new MapiException(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT, applied.label() + " names " + function
                + ", expected another function of its flow"));
    }
}
