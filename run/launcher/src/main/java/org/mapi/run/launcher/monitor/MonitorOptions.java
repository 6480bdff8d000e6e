package org.mapi.run.launcher.monitor;

import java.nio.file.Path;
import java.util.List;
import org.mapi.run.launcher.StandardOptions;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The command line of {@code mapi monitor}. It is described in code and not by annotations, as the other commands are: to read
 * annotations, the JVM makes a class for each kind of them, and that takes a tenth of a second.
 */
final class MonitorOptions {
    private static final String[] EXIT_CODES = {" 0:done", " 1:could not be done; standard error says why",
        " 2:wrong option or argument",
        " 5:the source ended early (corrupt or cut file, interface gone); the results are of what was readable",
        " 6:a function failed; its results are incomplete",
        "130, 143:ended by Ctrl-C or SIGTERM; the results so far were printed"};
    private static final String[] FUNCTIONS_AND_EXAMPLES = {
        "  NAME or NAME(arguments): numbers, \"text\", 'c', constants such as PERIODIC;",
        "  [library:]NAME[!device type] chooses among several. name=FUNCTION gives it a name, by which",
        "  STATS(name, \"1\") refers to it. 'mapi list functions' lists what there is.", "",
        "Examples:",
        "  mapi monitor -r trace.pcap PKT_COUNTER BYTE_COUNTER",
        "  mapi monitor -r trace.pcap.gz -f 'tcp port 80' --format json gap=GAP 'STATS(gap, \"1\")'",
        "  mapi monitor -i eth0 --every 1s --for 1m PKT_COUNTER BYTE_COUNTER"};

    private final OptionSpec file = option(String.class, "FILE", "Trace file (pcap, pcapng, ERF; also gzipped), or -.",
        "-r", "--read");
    private final OptionSpec device = option(String.class, "DEVICE", "Device: an interface, or driver:address.",
        "-i", "--interface");
    private final OptionSpec filter = option(String.class, "FILTER", "Capture filter, as for tcpdump: function 1 of the flow.",
        "-f", "--filter");
    private final OptionSpec count = option(Long.class, "N", "Stop after so many packets have passed the filter.",
        "-c", "--count");
    private final OptionSpec duration = option(String.class, "DURATION", "Stop after this time, for instance 30s, 5m or 1h.",
        "--for");
    private final OptionSpec every = option(String.class, "DURATION",
        "Print results this often, with the difference to the interval before.", "--every");
    private final OptionSpec format = OptionSpec.builder("--format").type(OutputFormat.class).paramLabel("FORMAT")
        .defaultValue("TEXT").description("text, json (one object at the end), jsonl or csv (default: text).").build();
    private final OptionSpec load = option(Path.class, "DIR", "Folder of further function libraries (default: load in the run"
        + " directory).", "--load");
    private final OptionSpec dump = OptionSpec.builder("-d").type(boolean.class).initialValue(false)
        .description("Print the filter's program and stop, as tcpdump -d does.").build();
    private final PositionalParamSpec functions = PositionalParamSpec.builder().type(List.class).auxiliaryTypes(String.class)
        .paramLabel("FUNCTION").arity("0..*").index("0..*")
        .description("Functions, in order; none is needed with a filter.").build();

    private static OptionSpec option(Class<?> type, String label, String description, String... names) {
        return OptionSpec.builder(names).type(type).paramLabel(label).description(description).build();
    }

    /** Describes the command that has these options. */
    CommandSpec describe(MonitorCommand command) {
        final CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name("monitor")
            .addArgGroup(ArgGroupSpec.builder().multiplicity("1").addArg(file).addArg(device).build())
            .addOption(filter).addOption(count).addOption(duration).addOption(every).addOption(format).addOption(load)
            .addOption(dump).addPositional(functions);
        spec.usageMessage()
            .description("Applies functions to the packets of a trace or a device and prints their results."
                + " No appliance is needed.")
            .exitCodeListHeading("%nExit codes:%n").exitCodeList(UsageMessageSpec.keyValuesMap(EXIT_CODES))
            .footerHeading("%nFunctions:%n").footer(FUNCTIONS_AND_EXAMPLES);
        return StandardOptions.addTo(spec);
    }

    /** Trace to read, or null when {@link #device()} is given. */
    String file() {
        return file.getValue();
    }

    /** Device to capture from, or null when {@link #file()} is given. */
    String device() {
        return device.getValue();
    }

    /** Filter expression, or null. */
    String filter() {
        return filter.getValue();
    }

    /** Packets to stop after, or null. */
    Long count() {
        return count.getValue();
    }

    /** Time to stop after, as the user wrote it, or null. */
    String duration() {
        return duration.getValue();
    }

    /** How often to print, as the user wrote it, or null. */
    String every() {
        return every.getValue();
    }

    /** Form of the output. */
    OutputFormat format() {
        return format.getValue();
    }

    /** Folder of libraries, or null. */
    Path load() {
        return load.getValue();
    }

    /** Whether only the filter's program is wanted. */
    boolean dump() {
        return Boolean.TRUE.equals(dump.getValue());
    }

    /** The functions, in order; possibly none. */
    List<String> functions() {
        final List<String> given = functions.getValue();
        return given == null ? List.of() : given;
    }
}
