package org.mapi.memif.driver;

import java.util.HashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/**
 * Tells link changes by Event Admin: topics {@value #UP} and {@value #DOWN}, with the properties {@code interface},
 * {@code devices} (String[]), {@code role}, {@code peer.application}, {@code peer.interface} and, going down, {@code reason}.
 * Where Event Admin is not installed this component is never made.
 */
@Component(service = LinkListener.class)
public final class LinkEvents implements LinkListener {
    /** The link is up. */
    static final String UP = "org/mapi/memif/LINK/UP";
    /** The link is down. */
    static final String DOWN = "org/mapi/memif/LINK/DOWN";

    private final EventAdmin events;

    /** Made by Declarative Services. */
    @Activate
    public LinkEvents(@Reference EventAdmin events) {
        this.events = events;
    }

    @Override
    public void changed(LinkChange change) {
        final Map<String, Object> properties = new HashMap<>();
        properties.put("interface", change.interfaceName());
        properties.put("devices", change.devices().toArray(String[]::new));
        properties.put("role", change.role());
        properties.put("peer.application", change.peerApplication());
        properties.put("peer.interface", change.peerInterface());
        if (!change.up()) {
            properties.put("reason", change.reason());
        }
        events.postEvent(new Event(change.up() ? UP : DOWN, properties));
    }
}
