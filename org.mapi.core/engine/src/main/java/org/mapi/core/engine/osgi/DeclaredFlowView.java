package org.mapi.core.engine.osgi;

import java.util.Dictionary;
import java.util.Hashtable;
import org.mapi.FlowInformation;
import org.mapi.FlowStatus;
import org.mapi.Mapi;
import org.mapi.MapiException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * Shows a declared flow, also while it waits, as a service: {@link FlowInformation} with the properties {@code mapi.flow.name},
 * {@code .device}, {@code .functions}, {@code .state} (WAITING or RUNNING), {@code .detail} and {@code .id} (0 while it waits).
 */
final class DeclaredFlowView implements ServiceFactory<FlowInformation> {
    private static final String PREFIX = "mapi.flow.";

    private final DeclaredFlow flow;
    private final Mapi mapi;
    private final ServiceRegistration<FlowInformation> registration;

    DeclaredFlowView(BundleContext context, DeclaredFlow flow, Mapi mapi) {
        this.flow = flow;
        this.mapi = mapi;
        registration = context.registerService(FlowInformation.class, this, properties());
    }

    private Dictionary<String, Object> properties() {
        final Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(PREFIX + "name", flow.settings().name());
        properties.put(PREFIX + "device", flow.settings().device());
        properties.put(PREFIX + "functions", flow.settings().functions().toArray(String[]::new));
        properties.put(PREFIX + "state", flow.state().name());
        properties.put(PREFIX + "detail", flow.detail());
        properties.put(PREFIX + "id", flow.id());
        return properties;
    }

    /** Shows what changed. */
    void update() {
        registration.setProperties(properties());
    }

    /** Shows nothing any more. */
    void remove() {
        try {
            registration.unregister();
        } catch (IllegalStateException e) {
            return; // the bundle is stopped: it is unregistered already
        }
    }

    @Override
    public FlowInformation getService(Bundle bundle, ServiceRegistration<FlowInformation> given) {
        try {
            if (flow.id() > 0) {
                return mapi.flow(flow.id());
            }
        } catch (MapiException e) {
            // closed a moment ago: it waits
        }
        return new FlowInformation(0, ConfiguredFlows.OWNER, 0, flow.settings().device(), flow.settings().functions().size(),
            null, null, FlowStatus.INIT, flow.detail(), 0);
    }

    @Override
    public void ungetService(Bundle bundle, ServiceRegistration<FlowInformation> given, FlowInformation service) {
        // a snapshot: nothing to free
    }
}
