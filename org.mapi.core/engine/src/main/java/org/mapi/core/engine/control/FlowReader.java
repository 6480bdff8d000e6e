package org.mapi.core.engine.control;

/** A client's reader of a function with a queue, as the engine sees it. Called in the workshop. */
public interface FlowReader {
    /** The library is replaced or goes: give back what belongs to it. */
    void detach();

    /** The flow is closed. */
    void end();
}
