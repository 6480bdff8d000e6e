package org.mapi.core.engine.agent;

/** Something that an agent does between two batches, on its own thread. */
@FunctionalInterface
public interface AgentCommand {
    /** Does it. What it throws is logged, it has to complete its own future. */
    void run(DeviceAgent agent);
}
