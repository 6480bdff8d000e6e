package org.mapi.function;

/**
 * A function of a flow named in an argument.
 *
 * @param flow the flow's number
 * @param id   the applied function's number
 */
public record FunctionReference(int flow, int id) {
    @Override
    public String toString() {
        return id + "@" + flow;
    }
}
