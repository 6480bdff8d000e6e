package org.mapi.run.launcher.mos;

import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.mapi.mos.Buffering;
import org.mapi.mos.MonitorOptions;
import org.mapi.run.launcher.OutputWatch;
import org.mapi.run.launcher.UserError;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mapi mos events}: prints every event, or how many there were. */
@Command(name = "events", mixinStandardHelpOptions = true,
    description = "Prints every event of every flow: time, hook, side, event, client, server, both states, length, offset.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {" 0:done", " 1:could not be done; standard error says why", " 2:wrong option or argument",
        " 5:the source ended early (corrupt or cut file, interface gone); the events are of what was readable",
        " 6:the stack or the output failed"})
final class EventsCommand implements Callable<Integer> {
    private static final int BUFFER = 1 << 16;

    @ArgGroup(multiplicity = "1")
    private SourceChoice source;

    @Option(names = {"-f", "--filter"}, paramLabel = "FILTER", defaultValue = "",
        description = "Capture filter, as for tcpdump, for the first packet of a flow and for packets without one.")
    private String filter;

    @Mixin
    private FollowChoice choice;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "TEXT", description = "text or jsonl (default: text).")
    private EventFormat format;

    @Option(names = "--summary", description = "Print how many events there were at each hook instead.")
    private boolean summary;

    @Override
    public Integer call() throws InterruptedException {
        return run(new PrintStream(new BufferedOutputStream(System.out, BUFFER), false, StandardCharsets.UTF_8));
    }

    private int run(PrintStream out) throws InterruptedException {
        final EventPrinter printer = summary ? new EventSummary(out, format) : new EventLines(out, format);
        final MonitorOptions how = MonitorOptions.streams("events", filter)
            .reading(Buffering.BOTH, MonitorOptions.DEFAULT_BUFFER_SIZE);
        try (FollowSession session = new FollowSession(source, choice.options(), how, printer)) {
            final OutputWatch refused = new OutputWatch(() -> isBroken(out));
            final int status = session.run(message -> System.err.println("mapi: " + message), refused);
            printer.finish(session.information().statistics());
            if (refused.getAsBoolean()) {
                throw new UserError("the events cannot be written to standard output");
            }
            return status;
        }
    }

    /** Standard output keeps its errors to itself: the stream above it never hears of them. */
    private static boolean isBroken(PrintStream out) {
        out.flush();
        return System.out.checkError();
    }
}
