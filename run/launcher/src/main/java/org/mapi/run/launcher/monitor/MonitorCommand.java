package org.mapi.run.launcher.monitor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.mapi.MapiException;
import org.mapi.core.engine.arguments.FunctionCall;
import org.mapi.core.engine.arguments.FunctionText;
import org.mapi.function.TimeText;
import org.mapi.run.launcher.ExitStatus;
import org.mapi.run.launcher.Installation;
import org.mapi.run.launcher.LoadFolder;
import org.mapi.run.launcher.OutputWatch;
import org.mapi.run.launcher.UserError;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code mapi monitor}: runs one flow over a trace or a live device and prints its results. */
public final class MonitorCommand implements Callable<Integer> {
    private static final long MOST_NANOS = Duration.ofDays(36_500).toNanos();

    private final MonitorOptions options = new MonitorOptions();
    private final CommandSpec spec = options.describe(this);

    private MonitorCommand() { }

    /** The command, ready to be added to a command line. */
    public static CommandSpec specification() {
        return new MonitorCommand().spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        requireSense();
        final Path load = options.load();
        final String filter = options.filter();
        final Long count = options.count();
        final Long stopAfter = nanos("--for", options.duration());
        final Long interval = nanos("--every", options.every());
        try {
            final List<FunctionCall> calls = FunctionText.parseAll(options.functions());
            FilterHeadStart.begin(filter, calls);
            final CountDownLatch limit = new CountDownLatch(1);
            final Installation installation = Installation.current();
            final Path folder = load == null ? loadFolder(installation) : load.toAbsolutePath();
            new LoadFolder(folder).check();
            try (PlainAppliance appliance = new PlainAppliance(installation.bundles(), folder, false, this::warn)) {
                if (count != null) {
                    appliance.limit(limit);
                }
                final MonitorSession session = new MonitorSession(appliance, options.file(), options.device(), limit,
                    count != null);
                if (options.dump()) {
                    session.printPrograms(filter == null ? "" : filter, System.out);
                    return ExitStatus.OK;
                }
                session.apply(filter, count, calls);
                final int status = session.run(Printer.of(options.format(), System.out), stopAfter, interval,
                    new OutputWatch(System.out::checkError), this::warn);
                if (System.out.checkError()) {
                    throw new UserError("the results cannot be written to standard output");
                }
                return status;
            }
        } catch (MapiException e) {
            throw new UserError(plain(e.line()));
        }
    }

    private void requireSense() {
        if (options.functions().isEmpty() && options.filter() == null && !options.dump()) {
            throw usage("no function given, expected at least one, for instance PKT_COUNTER");
        }
        if (options.every() != null && options.format() == OutputFormat.JSON) {
            throw usage("--every prints several objects, expected --format jsonl with it");
        }
        if (options.count() != null && options.count() < 1) {
            throw usage("--count is " + options.count() + ", expected 1 or more");
        }
        if (options.load() != null && !Files.isDirectory(options.load())) {
            throw usage("--load is \"" + options.load() + "\", expected a folder");
        }
    }

    /** As for the appliance: MAPI_LOAD, or load in the run directory. */
    private static Path loadFolder(Installation installation) {
        final String run = System.getenv("MAPI_RUN_DIR");
        return LoadFolder.in(run == null || run.isEmpty() ? installation.defaultRunDirectory() : Path.of(run)).path();
    }

    private void warn(String message) {
        System.err.println("mapi: " + plain(message));
    }

    /** Without the name that the engine gives to the trace: the message names the file itself. */
    private String plain(String message) {
        return options.file() == null ? message : message.replace("device " + Path.of(options.file()) + "@1: ", "");
    }

    private Long nanos(String option, String text) {
        if (text == null) {
            return null;
        }
        try {
            final long nanos = TimeText.parse(text);
            if (TimeText.hasUnit(text) && nanos > 0 && nanos < MOST_NANOS) {
                return nanos;
            }
        } catch (IllegalArgumentException e) {
            // the one message below says it
        }
        throw usage(option + " is \"" + text + "\", expected a time with a unit, for instance 500ms, 30s, 5m or 1h");
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
