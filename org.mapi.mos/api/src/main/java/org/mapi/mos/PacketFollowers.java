package org.mapi.mos;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What follows packets of others, and what may be asked of them: the part of the flow-monitoring stack that the service {@link
 * Mos} and a stack without a framework have in common. Any thread may call it, but no callback.
 */
@ProviderType
public interface PacketFollowers {
    /**
     * As {@link Mos#follow(String, SourceOptions)}, for packets of devices that the caller knows.
     *
     * @param name    name of the source, not in use yet
     * @param devices their names, shown in {@link SourceInformation#devices()}; nothing is opened
     * @param options how
     * @throws MosException EINVAL if the name is in use or an option is out of range
     */
    PacketFollower follow(String name, List<String> devices, SourceOptions options);

    /** The source of a name. */
    Optional<MosSource> source(String name);

    /**
     * All events that have a name: those built in, by number, and those that an {@link EventDefinition} on the whiteboard defines
     * now, by age.
     */
    List<FlowEvent> events();

    /**
     * The events among {@link #events()} that are not raised any more, because the filter of their {@link EventDefinition} threw
     * three times: by name, why. Another version of the definition begins anew.
     */
    default Map<String, String> silencedEvents() {
        return Map.of();
    }
}
