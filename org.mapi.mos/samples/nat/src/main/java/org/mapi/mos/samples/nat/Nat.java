package org.mapi.mos.samples.nat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorApplicationDefinition;
import org.mapi.mos.Registrations;
import org.mapi.mos.WhileAway;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The component: translates as soon as it is configured; mappings by the command {@code mos:nat}, see README.md. */
@Component(service = {MonitorApplication.class, Nat.class}, configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {"osgi.command.scope=mos", "osgi.command.function=nat"})
@MonitorApplicationDefinition(name = "nat", filter = "ip", whileAway = WhileAway.DROP)
@Designate(ocd = Nat.Settings.class)
public final class Nat implements MonitorApplication {
    private static final String FORMAT = "%-5s %-22s %-22s %-22s %-9s%n";

    private final NatTable table;

    /** The outside address, and how long ports are kept. */
    @ObjectClassDefinition(name = "NAT (mOS sample)", description = "Source address translation on an inline source")
    @interface Settings {
        /** The address. */
        @AttributeDefinition(name = "Outside address", description = "The inside goes by this IPv4 address")
        String address();

        /** Where the inside is. */
        @AttributeDefinition(name = "Inside device", description = "Device of the inline source where the inside is, 0 or 1")
        int inside_device() default 0;

        /** The lowest port. */
        @AttributeDefinition(name = "First port", description = "Lowest port that is given out")
        int first_port() default 1025;

        /** The highest port. */
        @AttributeDefinition(name = "Last port", description = "Highest port that is given out")
        int last_port() default 65_534;

        /** Seconds. */
        @AttributeDefinition(name = "TCP idle (s)", description = "After how long a silent connection loses its port", min = "1")
        int tcp_idle_s() default 7200;

        /** Seconds. */
        @AttributeDefinition(name = "Other idle (s)", description = "After how long UDP and echo lose their port", min = "1")
        int other_idle_s() default 60;

        /** Seconds. */
        @AttributeDefinition(name = "Opening (s)", description = "After how long what was never answered loses its port",
            min = "1")
        int opening_s() default 30;

        /** Seconds. */
        @AttributeDefinition(name = "Linger (s)", description = "How long the port of a finished connection is kept", min = "1")
        int linger_s() default 5;
    }

    /**
     * Called by Declarative Services.
     *
     * @throws IllegalArgumentException naming the option that is wrong
     */
    @Activate
    public Nat(Settings settings) {
        this(new NatOptions(Ipv4Text.parse(settings.address()), settings.inside_device(), settings.first_port(),
            settings.last_port(), TimeUnit.SECONDS.toNanos(settings.tcp_idle_s()),
            TimeUnit.SECONDS.toNanos(settings.other_idle_s()), TimeUnit.SECONDS.toNanos(settings.opening_s()),
            TimeUnit.SECONDS.toNanos(settings.linger_s())));
    }

    Nat(NatOptions options) {
        table = new NatTable(options);
    }

    NatTable table() {
        return table;
    }

    @Override
    public void attach(Registrations on) {
        new NatWatch(on, table);
    }

    @Override
    public byte[] save() {
        return SavedMappings.of(table);
    }

    @Override
    public void restore(byte[] state) {
        SavedMappings.into(table, state);
    }

    /** The command. */
    @Descriptor("shows the mappings of the address translation")
    public String nat(@Descriptor("print JSON") @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json) {
        return json ? json() : text();
    }

    private List<Mapping> sorted() {
        final List<Mapping> mappings = new ArrayList<>(table.list());
        mappings.sort(Comparator.comparing((Mapping mapping) -> mapping.protocol).thenComparing(mapping -> mapping.port));
        return mappings;
    }

    private static String state(Mapping mapping) {
        return mapping.isFinished() ? "finished" : mapping.isAnswered() ? "open" : "opening";
    }

    private String text() {
        final StringBuilder text = new StringBuilder(String.format(Locale.ROOT, FORMAT, "Proto", "Inside", "Outside", "Remote",
            "State"));
        for (Mapping mapping : sorted()) {
            text.append(String.format(Locale.ROOT, FORMAT, mapping.protocol.name().toLowerCase(Locale.ROOT),
                Ipv4Text.of(mapping.insideAddress) + ':' + mapping.insidePort,
                Ipv4Text.of(table.options().address()) + ':' + mapping.port,
                Ipv4Text.of(mapping.remoteAddress) + ':' + mapping.remotePort, state(mapping)));
        }
        return text.append(table.outward.sum()).append(" packets out, ").append(table.inward.sum()).append(" in, ")
            .append(table.uninvited.sum()).append(" uninvited, ").append(table.exhausted.sum()).append(" without a free port\n")
            .toString();
    }

    private String json() {
        final List<Map<String, Object>> mappings = new ArrayList<>();
        for (Mapping mapping : sorted()) {
            final Map<String, Object> view = new LinkedHashMap<>();
            view.put("protocol", mapping.protocol.name().toLowerCase(Locale.ROOT));
            view.put("inside", Ipv4Text.of(mapping.insideAddress));
            view.put("insidePort", mapping.insidePort);
            view.put("outsidePort", mapping.port);
            view.put("remote", Ipv4Text.of(mapping.remoteAddress));
            view.put("remotePort", mapping.remotePort);
            view.put("state", state(mapping));
            mappings.add(view);
        }
        final Map<String, Object> view = new LinkedHashMap<>();
        view.put("outside", Ipv4Text.of(table.options().address()));
        view.put("mappings", mappings);
        view.put("outward", table.outward.sum());
        view.put("inward", table.inward.sum());
        view.put("uninvited", table.uninvited.sum());
        view.put("exhausted", table.exhausted.sum());
        try {
            return JSON.std.asString(view);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
