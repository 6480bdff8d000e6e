package org.mapi.function;

import org.osgi.annotation.versioning.ProviderType;

/** What an instance may change of its flow at apply (the tutorial's {@code mapidflib_flow_mod}). */
@ProviderType
public interface FlowModification {
    /** This function: its flow and its number there. */
    FunctionReference self();

    /** The definition this instance works with now. */
    Definition definition();

    /**
     * Changes this instance's own definition: result layout, sharing, what it does to packets.
     *
     * @param definition the changed copy; library, function and arguments must stay
     */
    void redefine(Definition definition);

    /**
     * Asks that this function is run before another one of the same flow.
     *
     * @param function a function applied earlier
     */
    void reorderBefore(FunctionReference function);

    /**
     * Says that an instance that exists already does the same work (MANUAL optimisation): it is used instead of this one.
     *
     * @param function a function of a flow on the same device with the same prefix
     */
    void identicalTo(FunctionReference function);

    /**
     * Deletes a function of the same flow that this one makes superfluous. Reads of the deleted function's result then fail
     * with an error that names this function.
     */
    void delete(FunctionReference function);

    /**
     * Applies another function to the same flow.
     *
     * @param prepend   true: runs before all others (internal), false: appended
     * @param function  {@code [library:]NAME[!type]}
     * @param arguments its arguments
     * @return the new function
     */
    FunctionReference add(boolean prepend, String function, Object... arguments);
}
