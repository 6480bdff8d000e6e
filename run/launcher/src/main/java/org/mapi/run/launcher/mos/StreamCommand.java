package org.mapi.run.launcher.mos;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.mapi.mos.Buffering;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;
import org.mapi.run.launcher.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mapi mos stream}: writes the bytes of one side of one connection. */
@Command(name = "stream", mixinStandardHelpOptions = true,
    description = "Writes the reassembled bytes that one side of a TCP connection received.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {" 0:done", " 1:could not be done; standard error says why", " 2:wrong option or argument",
        " 5:the trace ended early; the bytes are of what was readable"})
final class StreamCommand implements Callable<Integer> {
    /** Connections are told apart by their numbers, not by silence, as tshark does. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    /** Whose received bytes are written. */
    enum Receiver {
        /** What the server sent. */
        CLIENT,
        /** What the client sent. */
        SERVER
    }

    @Spec
    private CommandSpec spec;

    @Option(names = {"-r", "--read"}, paramLabel = "FILE", required = true,
        description = "Trace file (pcap, pcapng, ERF; also gzipped), or -.")
    private String file;

    @Option(names = "--stream", paramLabel = "N", required = true,
        description = "Number of the connection, 0 for the first one of the trace.")
    private long stream;

    @Option(names = "--side", paramLabel = "SIDE", required = true,
        description = "client or server: the side that received the bytes (server: what the client sent).")
    private Receiver side;

    @Option(names = "-w", paramLabel = "OUT", required = true, description = "File to write, or - for standard output.")
    private String output;

    @Override
    public Integer call() throws InterruptedException {
        if (stream < 0) {
            throw new ParameterException(spec.commandLine(), "--stream is " + stream + ", expected 0 or more");
        }
        final SourceChoice source = new SourceChoice();
        source.file = file;
        final MonitorOptions how = MonitorOptions.streams("stream", "").reading(Buffering.BOTH, 1 << 24);
        final SourceOptions options = SourceOptions.DEFAULT.withPseudoFlows(false).withMidStream(true)
            .withChecksums(ChecksumPolicy.IGNORE).withTimeouts(PATIENCE, PATIENCE);
        OutputFile.requireOther(file, output);
        try (OutputFile out = new OutputFile(output)) {
            final Side receiver = side == Receiver.CLIENT ? Side.CLIENT : Side.SERVER;
            final StreamWriter writer = new StreamWriter(stream + 1, receiver, out.stream());
            try (FollowSession session = new FollowSession(source, options, how, writer)) {
                final int status = session.run(message -> System.err.println("mapi: " + message),
                    () -> writer.failure() != null || out.isBroken());
                check(writer, session.information().statistics().flowsStarted());
                out.finish();
                return status;
            }
        }
    }

    private void check(StreamWriter writer, long flows) {
        if (writer.failure() != null) {
            throw OutputFile.failed(output, writer.failure());
        }
        if (flows == 0) {
            throw new UserError("--stream is " + stream + ", but there is no TCP connection in " + file);
        }
        if (stream >= flows) {
            throw new UserError("--stream is " + stream + ", expected 0 to " + (flows - 1) + ": the trace has " + flows
                + " connections");
        }
        if (writer.lost() > 0) {
            System.err.println("mapi: " + (writer.lost() - writer.late()) + " bytes are not in the trace"
                + (writer.late() > 0 ? ", " + writer.late() + " are there only behind the acknowledgement of what follows them"
                : "")
                + "; what follows them was written");
        }
    }
}
