package org.mapi.core.engine.agent;

/** What an agent is doing, for the watchdog. */
public enum AgentPhase {
    /** Waiting, or between two steps. */
    IDLE,
    /** Inside the driver. */
    DRIVER,
    /** Walking packets through the plan. */
    WALK,
    /** In another call of a function: publish, timer, capacity, end, save, restore, reset. */
    CALL
}
