package org.mapi.mos;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The flow-monitoring stack, a service. Each bundle has its own: what a bundle opened is closed when it stops. Any thread may
 * call it, but no callback.
 */
@ProviderType
public interface Mos extends PacketFollowers {
    /**
     * Watches a capture device of the platform: its packets are followed, not changed. With several workers one thread
     * polls and hands copies to them, unless the device splits flows by itself ({@link SourceOptions#splitQueues()}).
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
     * Becomes a wire between two capture devices: what comes in by one leaves by the other, after the applications have seen it
     * and unless they drop it. A frame that nobody changes leaves as it came, link addresses included; so do frames that belong
     * to no flow. A device that cannot send, or the same device twice, is an error.
     *
     * <p>Fragments are held until their datagram is whole and then share its fate, unless {@link SourceOptions#defragment()} is
     * off: then they are forwarded at once and not followed.
     *
     * <p>With several workers one thread polls both devices and hands copies to them, unless the devices split flows by
     * themselves ({@link SourceOptions#splitQueues()}).
     *
     * @param name         name of the source, not in use yet
     * @param firstDevice  name of a device as for {@link org.mapi.Mapi#createFlow}; {@link MonitoredPacket#inputDevice()} 0
     * @param secondDevice name of another one; {@link MonitoredPacket#inputDevice()} 1
     * @param options      how flows are followed
     * @return the source, running
     * @throws MosException           EINVAL if the name is in use, the devices are the same, or an option is out of range
     * @throws org.mapi.MapiException if a device cannot be opened or cannot send
     */
    MosSource inline(String name, String firstDevice, String secondDevice, SourceOptions options);

    /**
     * Follows the flows of packets that the caller gives it: a source without a device.
     *
     * @param name    name of the source, not in use yet; one that begins with '.' is private: applications are attached to it
     *                only if they name it
     * @param options how
     * @throws MosException EINVAL if the name is in use or an option is out of range
     */
    PacketFollower follow(String name, SourceOptions options);

    @Override
    default PacketFollower follow(String name, List<String> devices, SourceOptions options) {
        return follow(name, options);
    }

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

    /**
     * The {@link EventDefinition}s on the whiteboard that define nothing now: by name, or by service where it has none, why. What
     * waits for its base is among them.
     */
    default Map<String, String> undefinedEvents() {
        return Map.of();
    }
}
