package org.mapi.core.engine.osgi;

import java.util.Map;
import org.mapi.core.engine.EngineListener;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/** Sends to one Event Admin. */
final class EventSender implements EngineListener {
    private final EventAdmin admin;

    private EventSender(EventAdmin admin) {
        this.admin = admin;
    }

    /** A sender to a service, which is an EventAdmin. */
    static EngineListener to(Object service) {
        return new EventSender((EventAdmin) service);
    }

    @Override
    public void happened(String topic, Map<String, Object> properties) {
        admin.postEvent(new Event(topic, properties));
    }
}
