package org.mapi.core.engine.osgi;

import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.core.engine.registry.ResultTypes;
import org.mapi.function.Definition;
import org.mapi.function.Function;
import org.mapi.result.ResultSchema;

/** A function that is an OSGi service. */
final class ServiceFunction implements FunctionProvider {
    private final ServiceHandle<Function> handle;
    private final Definition definition;

    ServiceFunction(ServiceHandle<Function> handle, Definition definition) {
        this.handle = handle;
        this.definition = definition;
    }

    @Override
    public Definition definition() {
        return definition;
    }

    @Override
    public String bundle() {
        return handle.bundle();
    }

    @Override
    public String version() {
        return handle.version();
    }

    @Override
    public long serviceId() {
        return handle.id();
    }

    @Override
    public int ranking() {
        return handle.ranking();
    }

    @Override
    public Function acquire() {
        return handle.acquire("function " + definition.qualifiedName());
    }

    @Override
    public ResultSchema schema() {
        return ResultTypes.schema(definition, handle::load);
    }

    void release() {
        handle.release();
    }

    @Override
    public String toString() {
        return definition.qualifiedName() + " of " + origin();
    }
}
