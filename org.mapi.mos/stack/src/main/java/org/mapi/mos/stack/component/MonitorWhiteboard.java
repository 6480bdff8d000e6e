package org.mapi.mos.stack.component;

import java.time.Duration;
import org.mapi.mos.EventDefinition;
import org.mapi.mos.FlowCallback;
import org.mapi.mos.MonitorApplication;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Attaches the applications and defines the events that are services. Services come and go on any thread; everything is done on
 * the thread {@code mos-whiteboard}, and a bundle that stops waits until nothing of it is called any more.
 */
@Component(service = MonitorWhiteboard.class, immediate = true)
public final class MonitorWhiteboard {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final MosComponent mos;
    private final Daemon thread = new Daemon("mos-whiteboard");
    private final ApplicationServices applications;
    private final EventServices events;

    /** Attaches nothing yet. */
    @Activate
    public MonitorWhiteboard(BundleContext context, @Reference MosComponent mos) {
        this.mos = mos;
        applications = new ApplicationServices(context, mos);
        events = new EventServices(context, mos.stack());
        mos.refused(applications::refused);
        mos.undefined(events::undefined);
        thread.every(LOOK, this::look);
    }

    private void look() {
        applications.attend();
        events.attend();
    }

    /** Takes everything away that is left. */
    @Deactivate
    void deactivate() {
        thread.await(PATIENCE, "whiteboard", () -> {
            applications.end();
            events.end();
        });
        thread.end(PATIENCE);
    }

    /** An application came. */
    @Reference(name = "application", service = MonitorApplication.class, cardinality = ReferenceCardinality.MULTIPLE,
        policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY, updated = "updated")
    void bind(ServiceReference<?> reference) {
        thread.soon(() -> applications.add(reference));
    }

    /** The properties of an application changed. */
    void updated(ServiceReference<?> reference) {
        thread.soon(() -> applications.change(reference));
    }

    /** An application goes: waits until it is called no more. */
    void unbind(ServiceReference<?> reference) {
        final boolean last = mos.isShuttingDown();
        thread.await(PATIENCE, "application of " + MosService.describe(reference.getBundle()),
            () -> applications.remove(reference, last));
    }

    /** A callback came; one that is an application, too, is taken for that. */
    @Reference(name = "callback", service = FlowCallback.class, cardinality = ReferenceCardinality.MULTIPLE,
        policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY, updated = "callbackUpdated",
        target = "(!(objectClass=org.mapi.mos.MonitorApplication))")
    void bindCallback(ServiceReference<FlowCallback> reference) {
        bind(reference);
    }

    /** The properties of a callback changed. */
    void callbackUpdated(ServiceReference<FlowCallback> reference) {
        updated(reference);
    }

    /** A callback goes: waits until it is called no more. */
    void unbindCallback(ServiceReference<FlowCallback> reference) {
        unbind(reference);
    }

    /** A definition of an event came. */
    @Reference(name = "event", service = EventDefinition.class, cardinality = ReferenceCardinality.MULTIPLE,
        policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY, updated = "eventUpdated")
    void bindEvent(ServiceReference<EventDefinition> reference) {
        thread.soon(() -> events.add(reference));
    }

    /** The properties of a definition changed. */
    void eventUpdated(ServiceReference<EventDefinition> reference) {
        thread.soon(() -> {
            events.remove(reference);
            events.add(reference);
        });
    }

    /** A definition goes: waits until its filter is called no more. */
    void unbindEvent(ServiceReference<EventDefinition> reference) {
        thread.await(PATIENCE, "event of " + MosService.describe(reference.getBundle()), () -> events.remove(reference));
    }
}
