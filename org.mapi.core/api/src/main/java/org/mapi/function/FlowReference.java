package org.mapi.function;

/**
 * A flow named in an argument.
 *
 * @param id the flow's number (the original's flow descriptor)
 */
public record FlowReference(int id) {
    @Override
    public String toString() {
        return Integer.toString(id);
    }
}
