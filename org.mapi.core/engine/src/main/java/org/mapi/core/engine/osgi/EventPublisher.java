package org.mapi.core.engine.osgi;

import org.mapi.core.engine.EngineListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Sends what happens in the engine through Event Admin, where there is one. The service is tracked by name: without its package,
 * which is imported optionally, no class that needs it is loaded.
 */
@Component(service = EventPublisher.class, immediate = true)
public final class EventPublisher {
    private static final String EVENT_ADMIN = "org.osgi.service.event.EventAdmin";

    private final EngineComponent engine;
    private final BundleContext context;
    private final ServiceTracker<Object, EngineListener> tracker;

    /** Sends nothing yet. */
    @Activate
    public EventPublisher(BundleContext context, @Reference EngineComponent engine) {
        this.context = context;
        this.engine = engine;
        this.tracker = new Tracker();
        tracker.open();
    }

    @Deactivate
    void deactivate() {
        tracker.close();
    }

    private final class Tracker extends ServiceTracker<Object, EngineListener> {
        Tracker() {
            super(EventPublisher.this.context, EVENT_ADMIN, null);
        }

        @Override
        public EngineListener addingService(ServiceReference<Object> reference) {
            final Object service = context.getService(reference);
            if (service == null) {
                return null;
            }
            final EngineListener sender = EventSender.to(service);
            engine.engine().listen(sender);
            return sender;
        }

        @Override
        public void removedService(ServiceReference<Object> reference, EngineListener sender) {
            engine.engine().forget(sender);
            context.ungetService(reference);
        }
    }
}
