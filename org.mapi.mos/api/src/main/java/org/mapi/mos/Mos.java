package org.mapi.mos;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The flow-monitoring stack, a service. Each bundle has its own: what a bundle opened is closed when it stops. Any thread may
 * call it, but no callback.
 */
@ProviderType
public interface Mos {
    /**
     * Watches a capture device of the platform: its packets are followed, not changed.
     *
     * @param name    name of the source, not in use yet
     * @param device  name of a device as for {@link org.mapi.Mapi#createFlow}
     * @param options how
     * @return the source, running
     * @throws MosException           EINVAL if the name is in use or an option is out of range
     * @throws org.mapi.MapiException if the device cannot be opened
     */
    MosSource observe(String name, String device, SourceOptions options);

    /**
     * Follows the flows of packets that the caller gives it: a source without a device.
     *
     * @param name    name of the source, not in use yet
     * @param options how; only one worker
     * @throws MosException EINVAL if the name is in use or an option is out of range
     */
    PacketFollower follow(String name, SourceOptions options);

    /** The source of a name. */
    Optional<MosSource> source(String name);

    /** All sources, those of other bundles included, by name. */
    List<MosSource> sources();

    /**
     * Attaches an application without the whiteboard.
     *
     * @param options     which flows, of which sources, with which buffers
     * @param application told as if it were a service
     * @return to take it back
     * @throws MosException EINVAL with the compiler's message if a filter is wrong
     */
    MonitorHandle monitor(MonitorOptions options, MonitorApplication application);

    /** All applications that are attached or wait for a source, those of other bundles included. */
    List<MonitorInformation> monitors();
}
