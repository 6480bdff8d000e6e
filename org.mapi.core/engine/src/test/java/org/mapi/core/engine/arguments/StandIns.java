package org.mapi.core.engine.arguments;

import java.lang.reflect.Proxy;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.function.FunctionReference;

/** Flows and applied functions that only know their numbers. */
final class StandIns {
    private StandIns() { }

    static Flow flow(int id) {
        return proxy(Flow.class, id, null, null);
    }

    static Applied<?> applied(int flow, int id) {
        return proxy(Applied.class, id, flow(flow), new FunctionReference(flow, id));
    }

    private static <T> T proxy(Class<T> type, int id, Flow flow, FunctionReference reference) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) ->
            switch (method.getName()) {
                case "id" -> id;
                case "flow" -> flow;
                case "close" -> null;
                case "reference" -> reference;
                case "toString" -> type.getSimpleName() + " " + id;
                case "hashCode" -> id;
                case "equals" -> proxy == arguments[0];
                default -> throw new UnsupportedOperationException(method.getName());
            }));
    }
}
