package org.mapi.run.itest.bundles;

import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.function.Consumer;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.EventDefinition;
import org.mapi.mos.FlowCallback;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.Mos;
import org.mapi.mos.Registrations;
import org.mapi.mos.SourceOptions;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * A bundle with a monitor application, an event, or a client of the stack; goes into a jar of its own. Headers of the bundle say
 * what it is ({@link #MODE}), and properties of its service ({@code mos.filter} and so on). What it hears goes to a {@code
 * Consumer} of text that the test has registered with the property {@link #LOG}.
 */
public final class MonitorActivator implements BundleActivator {
    /** Header: watch, heir, throw, event, needs, callback or client. */
    public static final String MODE = "Test-Mode";
    /** Header: capture filter of the application. */
    public static final String FILTER = "Test-Filter";
    /** Header: name of the event that is defined or needed. */
    public static final String EVENT = "Test-Event";
    /** Header: base of the event that is defined. */
    public static final String BASE = "Test-Base";
    /** Service property of the test's log. */
    public static final String LOG = "mapi.test.log";

    private String version;
    private Consumer<String> log;

    @Override
    public void start(BundleContext context) throws InvalidSyntaxException {
        version = context.getBundle().getVersion().toString();
        log = log(context);
        switch (header(context, MODE)) {
            case "watch" -> register(context, on -> hear(on, BuiltInEvent.PKT_IN));
            case "heir" -> register(context, new HeirMonitor(version, log));
            case "throw" -> register(context, on -> on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
                throw new IllegalStateException("packet of flow " + flow.id() + " is one too many");
            }));
            case "needs" -> register(context, on -> hear(on, on.event(header(context, EVENT))));
            case "callback" -> context.registerService(FlowCallback.class, this::hear, of(context, Map.of("mos.events",
                header(context, EVENT), "mos.hook", "SEND")));
            case "event" -> define(context);
            case "client" -> open(context.getService(context.getServiceReference(Mos.class)));
            default -> throw new IllegalArgumentException(header(context, MODE));
        }
    }

    @SuppressWarnings("unchecked")
    private static Consumer<String> log(BundleContext context) throws InvalidSyntaxException {
        final Collection<ServiceReference<Consumer<?>>> found = (Collection<ServiceReference<Consumer<?>>>) (Collection<?>)
            context.getServiceReferences(Consumer.class, "(" + LOG + "=true)");
        return (Consumer<String>) context.getService(found.iterator().next());
    }

    private static String header(BundleContext context, String name) {
        final String value = context.getBundle().getHeaders("").get(name);
        return value == null ? "" : value;
    }

    private void hear(Registrations on, FlowEvent event) {
        on.at(Hook.SEND, event, this::hear);
    }

    private void hear(FlowContext flow) {
        log.accept(version + " " + flow.event().label() + " flow " + flow.id());
    }

    private void register(BundleContext context, MonitorApplication application) {
        context.registerService(MonitorApplication.class, application, of(context, Map.of()));
    }

    private static Dictionary<String, Object> of(BundleContext context, Map<String, String> further) {
        final Hashtable<String, Object> properties = new Hashtable<>(further);
        properties.put("mos.name", header(context, MODE));
        properties.put("mos.filter", header(context, FILTER));
        return properties;
    }

    private void define(BundleContext context) {
        final Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(EventDefinition.EVENT, header(context, EVENT));
        properties.put(EventDefinition.BASE, header(context, BASE));
        context.registerService(EventDefinition.class, flow -> flow.packet().payloadLength() > 0, properties);
    }

    private void open(Mos mos) {
        mos.follow("of the client", SourceOptions.DEFAULT);
        mos.monitor(MonitorOptions.streams("of the client", ""), on -> log.accept("client on " + on.source()));
    }

    @Override
    public void stop(BundleContext context) {
        // the framework takes the services back; a client leaves everything open
    }
}
