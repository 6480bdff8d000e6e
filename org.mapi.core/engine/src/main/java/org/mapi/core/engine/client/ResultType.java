package org.mapi.core.engine.client;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.Definition;
import org.mapi.function.ResultMethod;
import org.mapi.result.ResultLayout;
import org.mapi.result.ResultSchema;

/**
 * What a client wants to read a result as.
 *
 * @param <T> Long, a record, or Object for JSON-like values
 */
final class ResultType<T> {
    private final Class<T> type;
    private ResultLayout<T> layout;

    ResultType(Class<T> type) {
        this.type = Objects.requireNonNull(type, "result type");
    }

    /**
     * Checks that a function's result can be read so.
     *
     * @throws MapiException MAPI_RESULT_TYPE
     */
    boolean require(Definition definition) {
        if (type == Object.class) {
            return true;
        }
        final ResultMethod method = definition.resultMethod();
        if (method == ResultMethod.NONE || definition.result().equals(Void.class.getName())) {
            throw wrong(definition, "it has no result");
        }
        if (method == ResultMethod.FUNCT) {
            if (!definition.result().equals(type.getName())) {
                throw wrong(definition, "its entries are " + definition.result());
            }
            return true;
        }
        try {
            layout = ResultLayout.of(type);
        } catch (IllegalArgumentException e) {
            throw wrong(definition, e.getMessage());
        }
        if (!layout.accepts(definition.schema())) {
            throw wrong(definition, "its result is " + definition.schema());
        }
        return true;
    }

    private MapiException wrong(Definition definition, String why) {
        return new MapiException(MapiError.MAPI_RESULT_TYPE, "result of " + definition.qualifiedName() + " cannot be read as "
            + type.getName() + ": " + why);
    }

    @SuppressWarnings("unchecked")
    T decode(MemorySegment payload, ResultSchema schema) {
        if (type == Object.class) {
            return (T) schema.view(payload);
        }
        if (!layout.accepts(schema)) {
            throw new MapiException(MapiError.MAPI_RESULT_TYPE, "the library was replaced by one with another result: " + schema
                + ", read as " + type.getName());
        }
        return layout.decode(payload, schema);
    }

    /** An entry of a function with a queue. */
    @SuppressWarnings("unchecked")
    T entry(Object value) {
        if (!type.isInstance(value)) {
            throw new MapiException(MapiError.MAPI_RESULT_TYPE, "entry is " + value.getClass().getName() + ", read as "
                + type.getName());
        }
        return (T) value;
    }
}
