package org.mapi.core.engine.agent;

/** What an agent tells; called on its thread, returns at once. */
public interface AgentEvents {
    /** Everything is processed and published; no packet will come any more. */
    void finished(DeviceAgent agent);

    /** A function threw and is out of the flow now. */
    void quarantined(DeviceAgent agent, Station station);

    /** A replacement did not come in time; packets are counted as missed now. */
    void suspended(DeviceAgent agent);

    /** The driver failed; the source has ended. */
    void failed(DeviceAgent agent, String reason);

    /** A fault of the engine's own; no packet is processed any more. */
    void died(DeviceAgent agent, String reason);
}
