package org.mapi.mos.samples.firewall;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorApplicationDefinition;
import org.mapi.mos.Registrations;
import org.mapi.mos.WhileAway;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The component: rules from a file, counts by the command {@code mos:firewall}, see README.md. */
@Component(service = {MonitorApplication.class, SimpleFirewall.class},
    property = {"osgi.command.scope=mos", "osgi.command.function=firewall"})
@MonitorApplicationDefinition(name = "simple_firewall", existing = true, whileAway = WhileAway.DROP)
@Designate(ocd = SimpleFirewall.Settings.class)
public final class SimpleFirewall implements MonitorApplication {
    private static final int LEAST_PERIOD = 10;

    private final RuleFile file;
    private final LongAdder notEnforced = new LongAdder();
    private final ScheduledExecutorService timer;

    /** Where the rules are. */
    @ObjectClassDefinition(name = "Simple firewall (mOS sample)", description = "Blocks connections by rules of a file")
    @interface Settings {
        /** The file. */
        @AttributeDefinition(name = "Rules", description = "The file with the rules; until there is one everything passes")
        String rules() default "firewall.rules";

        /** Milliseconds between two looks at it. */
        @AttributeDefinition(name = "Period (ms)", description = "Milliseconds between two looks at the file", min = "10")
        int period_ms() default 1000;
    }

    /** Called by Declarative Services; the rules are read before the first packet is seen. */
    @Activate
    public SimpleFirewall(Settings settings) {
        file = new RuleFile(Path.of(settings.rules().strip()));
        file.check();
        timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("firewall-rules").factory());
        final int period = Math.max(LEAST_PERIOD, settings.period_ms());
        timer.scheduleWithFixedDelay(file::check, period, period, TimeUnit.MILLISECONDS);
    }

    @Override
    public void attach(Registrations on) {
        new FirewallWatch(on, file, notEnforced);
    }

    /** The command. */
    @Descriptor("shows the rules of the firewall with their counts")
    public String firewall(@Descriptor("print JSON") @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json) {
        return json ? json() : text();
    }

    private String text() {
        final StringBuilder text = new StringBuilder("Firewall rule table\n");
        text.append(String.format(Locale.ROOT, "%-4s %12s %12s  %s%n", "idx", "connections", "dropped", "rule"));
        int index = 0;
        for (Rule rule : file.rules().list()) {
            text.append(String.format(Locale.ROOT, "%-4d %12d %12d  %s%n", index++, rule.connections().sum(),
                rule.packets().sum(), rule.text()));
        }
        if (notEnforced.sum() > 0) {
            text.append(notEnforced.sum()).append(" packets of passive sources were not dropped\n");
        }
        if (!file.error().isEmpty()) {
            text.append("the file does not count: ").append(file.error()).append('\n');
        }
        return text.toString();
    }

    private String json() {
        final List<Map<String, Object>> rules = new ArrayList<>();
        for (Rule rule : file.rules().list()) {
            final Map<String, Object> view = new LinkedHashMap<>();
            view.put("rule", rule.text());
            view.put("action", rule.action().name());
            view.put("connections", rule.connections().sum());
            view.put("dropped", rule.packets().sum());
            rules.add(view);
        }
        final Map<String, Object> view = new LinkedHashMap<>();
        view.put("rules", rules);
        view.put("notEnforced", notEnforced.sum());
        view.put("error", file.error());
        try {
            return JSON.std.asString(view);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Called by Declarative Services. */
    @Deactivate
    void stop() {
        timer.shutdown();
    }
}
