package org.mapi.mos.samples.accounting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.mapi.mos.Buffering;
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

/** The component: the accounts by the command {@code mos:accounting} and in a file, see README.md. */
@Component(service = {MonitorApplication.class, Accounting.class},
    property = {"osgi.command.scope=mos", "osgi.command.function=accounting"})
@MonitorApplicationDefinition(name = "accounting", buffers = Buffering.BOTH, bufferSize = 262_144)
@Designate(ocd = Accounting.Settings.class)
public final class Accounting implements MonitorApplication {
    private static final Logger LOG = LoggerFactory.getLogger(Accounting.class);
    private static final int LEAST_PERIOD = 10;

    private final Accounts accounts;
    private final Path file;
    private final ScheduledExecutorService timer;
    private String complaint = "";

    /** Who is a user, and where the accounts are written to. */
    @ObjectClassDefinition(name = "Accounting (mOS sample)", description = "Bytes per user without retransmissions")
    @interface Settings {
        /** The networks. */
        @AttributeDefinition(name = "Users", description = "Networks whose hosts are users, such as 10.0.0.0/8; none: whoever "
            + "opens a connection is one", required = false)
        String[] users() default {};

        /** The bound. */
        @AttributeDefinition(name = "Most users", description = "Further ones share the account \"others\"", min = "1")
        int maximum_users() default 100_000;

        /** The file. */
        @AttributeDefinition(name = "File", description = "Accounts are written to it as JSON; empty: they are not",
            required = false)
        String file() default "";

        /** Milliseconds between two versions of the file. */
        @AttributeDefinition(name = "Period (ms)", description = "Milliseconds between two versions of the file", min = "10")
        int period_ms() default 60_000;
    }

    /**
     * Called by Declarative Services.
     *
     * @throws IllegalArgumentException if a network cannot be read
     */
    @Activate
    public Accounting(Settings settings) {
        accounts = new Accounts(Arrays.stream(settings.users()).map(String::strip).filter(text -> !text.isEmpty())
            .map(UserNetwork::parse).toList(), Math.max(1, settings.maximum_users()));
        file = settings.file().isBlank() ? null : Path.of(settings.file().strip());
        timer = file == null ? null
            : Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("accounting").factory());
        if (timer != null) {
            final int period = Math.max(LEAST_PERIOD, settings.period_ms());
            timer.scheduleWithFixedDelay(this::write, period, period, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void attach(Registrations on) {
        new AccountingWatch(on, accounts);
    }

    /** The command. */
    @Descriptor("shows the bytes of every user")
    public String accounting(@Descriptor("print JSON") @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json) {
        return json ? accounts.json() : accounts.text();
    }

    Accounts accounts() {
        return accounts;
    }

    /** Readers of the file see all accounts, of one moment each. */
    private void write() {
        final Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.writeString(part, accounts.json() + '\n');
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            complaint = "";
        } catch (IOException e) {
            // Said once, not at every version.
            if (!complaint.equals(e.toString())) {
                complaint = e.toString();
                LOG.warn("{} cannot be written: {}", file, complaint);
            }
        }
    }

    /** Called by Declarative Services; what was counted last is in the file. */
    @Deactivate
    void stop() {
        if (timer != null) {
            timer.execute(this::write);
            timer.shutdown();
        }
    }
}
