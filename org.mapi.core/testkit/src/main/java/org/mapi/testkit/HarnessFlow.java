package org.mapi.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.mapi.function.Definition;
import org.mapi.function.FlowModification;
import org.mapi.function.FunctionReference;
import org.mapi.result.ResultSchema;

/** Notes what an instance asks of its flow. */
public final class HarnessFlow implements FlowModification {
    private final FunctionReference self;
    private final List<FunctionReference> before = new ArrayList<>();
    private final List<FunctionReference> deleted = new ArrayList<>();
    private final List<String> added = new ArrayList<>();
    private FunctionReference identical;
    private Definition definition;

    HarnessFlow(FunctionReference self, Definition definition, ResultSchema schema) {
        this.self = self;
        this.definition = definition.withSchema(schema);
    }

    @Override
    public FunctionReference self() {
        return self;
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
        before.add(function);
    }

    /** The functions it wants to run before. */
    public List<FunctionReference> before() {
        return Collections.unmodifiableList(before);
    }

    @Override
    public void identicalTo(FunctionReference function) {
        identical = function;
    }

    /** The function it says it is identical to, or null. */
    public FunctionReference identical() {
        return identical;
    }

    @Override
    public void delete(FunctionReference function) {
        deleted.add(function);
    }

    /** The functions it deleted. */
    public List<FunctionReference> deleted() {
        return Collections.unmodifiableList(deleted);
    }

    @Override
    public FunctionReference add(boolean prepend, String function, Object... arguments) {
        added.add(function);
        return new FunctionReference(self.flow(), self.id() + added.size());
    }

    /** The functions it added, in order. */
    public List<String> added() {
        return Collections.unmodifiableList(added);
    }
}
