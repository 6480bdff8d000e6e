package org.mapi.core.engine.registry;

import java.util.List;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.DeviceType;
import org.mapi.function.Definition;
import org.mapi.function.Function;
import org.mapi.function.Optimize;
import org.mapi.function.Queueing;
import org.mapi.function.ResultMethod;
import org.mapi.function.State;
import org.mapi.result.ResultSchema;

/** A provider that is only looked up, never used. */
record Declared(Definition definition, String bundle, String version, long serviceId, int ranking) implements FunctionProvider {
    /** {@code library:NAME!type}, bundle, version, id, ranking. */
    static Declared function(String name, String bundle, String version, long id, int ranking) {
        final FunctionSpec spec = FunctionSpec.parse(name);
        final String type = spec.type() == null ? DeviceType.ALL : spec.type();
        return new Declared(new Definition(spec.library(), spec.name(), "", List.of(), type, ResultMethod.SHM,
            Long.class.getName(), false, null, false, false, Optimize.NONE, State.NONE, Queueing.SERIAL), bundle, version, id,
            ranking);
    }

    static Declared function(String name, long id) {
        return function(name, "bundle." + FunctionSpec.parse(name).library(), "1.0.0", id, 0);
    }

    @Override
    public Function acquire() {
        throw new MapiException(MapiError.MAPI_LIBRARY_LOAD_ERR, "only declared");
    }

    @Override
    public ResultSchema schema() {
        return ResultSchema.LONG;
    }
}
