package org.mapi.mos.samples.midstat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorApplicationDefinition;
import org.mapi.mos.Registrations;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The component: the table by the command {@code mos:midstat} and in a file, see README.md. */
@Component(service = {MonitorApplication.class, Midstat.class},
    property = {"osgi.command.scope=mos", "osgi.command.function=midstat"})
@MonitorApplicationDefinition(name = "midstat", existing = true)
@Designate(ocd = Midstat.Settings.class)
public final class Midstat implements MonitorApplication {
    private static final Logger LOG = LoggerFactory.getLogger(Midstat.class);

    private final Connections table = new Connections();
    private final Path file;
    private final ScheduledExecutorService timer;
    private String complaint = "";

    /** Where the table is written to, and how often. */
    @ObjectClassDefinition(name = "Midstat (mOS sample)", description = "Connections with the TCP states of both sides")
    @interface Settings {
        /** The file. */
        @AttributeDefinition(name = "File", description = "The table is written to it, as JSON if its name ends in .json; empty: "
            + "it is not", required = false)
        String file() default "";

        /** Milliseconds between two tables. */
        @AttributeDefinition(name = "Period (ms)", description = "Milliseconds between two tables in the file", min = "10")
        int period_ms() default 1000;
    }

    /** Called by Declarative Services. */
    @Activate
    public Midstat(Settings settings) {
        file = settings.file().isBlank() ? null : Path.of(settings.file().strip());
        timer = file == null ? null
            : Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("midstat").factory());
        if (timer != null) {
            final int period = Math.max(10, settings.period_ms());
            timer.scheduleWithFixedDelay(this::write, period, period, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void attach(Registrations on) {
        new ConnectionWatch(on, table);
    }

    /** The command. */
    @Descriptor("shows the connections with the TCP states of both sides")
    public String midstat(@Descriptor("print JSON") @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json) {
        return json ? table.json() : table.text();
    }

    /** Readers of the file see a whole table, the former or the new one. */
    private void write() {
        final Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.writeString(part, file.toString().endsWith(".json") ? table.json() + '\n' : table.text());
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            complaint = "";
        } catch (IOException e) {
            // Said once, not at every table.
            if (!complaint.equals(e.toString())) {
                complaint = e.toString();
                LOG.warn("{} cannot be written: {}", file, complaint);
            }
        }
    }

    /** Called by Declarative Services. */
    @Deactivate
    void stop() {
        if (timer != null) {
            timer.shutdown();
        }
    }
}
