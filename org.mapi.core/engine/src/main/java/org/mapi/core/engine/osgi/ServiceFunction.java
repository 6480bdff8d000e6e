package org.mapi.core.engine.osgi;

import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.core.engine.registry.ResultTypes;
import org.mapi.function.Definition;
import org.mapi.function.Function;
import org.mapi.result.ResultSchema;

/** A function that is an OSGi service. */
final class ServiceFunction extends ServiceProvider<Function> implements FunctionProvider {
    private final Definition definition;

    ServiceFunction(ServiceHandle<Function> handle, Definition definition) {
        super(handle, "function " + definition.qualifiedName());
        this.definition = definition;
    }

    @Override
    public Definition definition() {
        return definition;
    }

    @Override
    public ResultSchema schema() {
        return ResultTypes.schema(definition, handle()::load);
    }
}
