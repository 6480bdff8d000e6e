package org.mapi.run.launcher.monitor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import org.mapi.run.launcher.UserError;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mapi monitor}: runs one flow over a trace or a live device and prints its results. */
@Command(name = "monitor", mixinStandardHelpOptions = true,
    description = "Applies functions to the packets of a trace or a device and prints their results. No appliance is needed.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {" 0:done", " 1:could not be done; standard error says why", " 2:wrong option or argument",
        " 5:the source ended early (corrupt or cut file, interface gone); the results are of what was readable",
        " 6:a function failed; its results are incomplete",
        "130, 143:ended by Ctrl-C or SIGTERM; the results so far were printed"},
    footerHeading = "%nFunctions:%n",
    footer = {"  NAME or NAME(arguments): numbers, \"text\", 'c', constants such as PERIODIC;",
        "  [library:]NAME[!device type] chooses among several. name=FUNCTION gives it a name, by which",
        "  STATS(name, \"1\") refers to it. 'mapi list functions' lists what there is.", "",
        "Examples:",
        "  mapi monitor -r trace.pcap PKT_COUNTER BYTE_COUNTER",
        "  mapi monitor -r trace.pcap.gz -f 'tcp port 80' --format json gap=GAP 'STATS(gap, \"1\")'",
        "  mapi monitor -i eth0 --every 1s --for 1m PKT_COUNTER BYTE_COUNTER"})
public final class MonitorCommand implements Callable<Integer> {
    private static final long MOST_NANOS = Duration.ofDays(36_500).toNanos();

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(names = {"-f", "--filter"}, paramLabel = "FILTER",
        description = "Capture filter, as for tcpdump: function 1 of the flow.")
    private String filter;

    @Option(names = {"-c", "--count"}, paramLabel = "N", description = "Stop after so many packets have passed the filter.")
    private Long count;

    @Option(names = "--for", paramLabel = "DURATION", description = "Stop after this time, for instance 30s, 5m or 1h.")
    private String duration;

    @Option(names = "--every", paramLabel = "DURATION",
        description = "Print results this often, with the difference to the interval before.")
    private String every;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "TEXT",
        description = "text, json (one object at the end), jsonl or csv (default: text).")
    private OutputFormat format;

    @Option(names = "--load", paramLabel = "DIR", description = "Folder of further function libraries (default: load in the run"
        + " directory).")
    private Path load;

    @Option(names = "-d", description = "Print the filter's program and stop, as tcpdump -d does.")
    private boolean dump;

    @Parameters(paramLabel = "FUNCTION", arity = "0..*", description = "Functions, in order; none is needed"
        + " with a filter.")
    private List<String> functions = new ArrayList<>();

    /** Where packets come from. */
    static final class Source {
        @Option(names = {"-r", "--read"}, paramLabel = "FILE",
            description = "Trace file (pcap, pcapng, ERF; also gzipped), or -.")
        private String file;

        @Option(names = {"-i", "--interface"}, paramLabel = "DEVICE", description = "Device: an interface, or driver:address.")
        private String device;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (functions.isEmpty() && filter == null && !dump) {
            throw usage("no function given, expected at least one, for instance PKT_COUNTER");
        }
        if (every != null && format == OutputFormat.JSON) {
            throw usage("--every prints several objects, expected --format jsonl with it");
        }
        if (count != null && count < 1) {
            throw usage("--count is " + count + ", expected 1 or more");
        }
        if (load != null && !Files.isDirectory(load)) {
            throw usage("--load is \"" + load + "\", expected a folder");
        }
        final Long stopAfter = nanos("--for", duration);
        final Long interval = nanos("--every", every);
        try {
            final List<FunctionCall> calls = FunctionText.parseAll(functions);
            FilterHeadStart.begin(filter, calls);
            final CountDownLatch limit = new CountDownLatch(1);
            final Installation installation = Installation.current();
            final Path folder = load == null ? loadFolder(installation) : load.toAbsolutePath();
            new LoadFolder(folder).check();
            try (PlainAppliance appliance = new PlainAppliance(installation.bundles(), folder, limit, this::warn)) {
                final MonitorSession session = new MonitorSession(appliance, source.file, source.device, limit,
                    count != null);
                if (dump) {
                    session.printPrograms(filter == null ? "" : filter, System.out);
                    return ExitStatus.OK;
                }
                session.apply(filter, count, calls);
                final int status = session.run(Printer.of(format, System.out), stopAfter, interval, this::warn);
                if (System.out.checkError()) {
                    throw new UserError("the results cannot be written to standard output");
                }
                return status;
            }
        } catch (MapiException e) {
            throw new UserError(plain(e.line()));
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
        return source.file == null ? message : message.replace("device " + Path.of(source.file) + "@1: ", "");
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
