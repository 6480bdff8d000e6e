package org.mapi.run.launcher.mos;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.SourceOptions;
import org.mapi.run.launcher.OutputWatch;
import org.mapi.run.launcher.UserError;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mapi mos midstat}: the connection table, as netstat would show it in the middle of the wire. */
@Command(name = "midstat", mixinStandardHelpOptions = true,
    description = "Prints the connections with the TCP states of both sides, by the clock of the packets, and at the end.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {" 0:done", " 1:could not be done; standard error says why", " 2:wrong option or argument",
        " 5:the source ended early (corrupt or cut file, interface gone)", "130, 143:ended by Ctrl-C or SIGTERM"})
final class MidstatCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private SourceChoice source;

    @Option(names = {"-f", "--filter"}, paramLabel = "FILTER", defaultValue = "",
        description = "Capture filter for the first packet of a connection.")
    private String filter;

    @Option(names = "--every", paramLabel = "DURATION",
        description = "Print this often (default: 1s for a device, only at the end for a trace).")
    private String every;

    @Mixin
    private FollowChoice choice;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "TEXT",
        description = "text, each of several tables below its time, or json: an object per table (default: text).")
    private TableFormat format;

    /** How the table is printed. */
    enum TableFormat {
        /** For people. */
        TEXT,
        /** A JSON object a line. */
        JSON
    }

    @Override
    public Integer call() throws InterruptedException {
        final MonitorOptions how = MonitorOptions.streams("midstat", filter);
        final SourceOptions options = choice.options().withPseudoFlows(false);
        final ConnectionTable table = new ConnectionTable(System.out, format == TableFormat.JSON, interval(),
            options.midStream());
        try (FollowSession session = new FollowSession(source, options, how, table)) {
            final int status = session.run(message -> System.err.println("mapi: " + message),
                new OutputWatch(System.out::checkError));
            table.printLast();
            if (System.out.checkError()) {
                throw new UserError("the table cannot be written to standard output");
            }
            return status;
        }
    }

    private Duration interval() {
        if (every == null) {
            return source.file == null ? Duration.ofSeconds(1) : null;
        }
        return FollowChoice.time("--every", every, spec, 1);
    }
}
