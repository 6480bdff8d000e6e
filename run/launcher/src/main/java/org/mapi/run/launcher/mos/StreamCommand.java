package org.mapi.run.launcher.mos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
        try (OutputStream out = output.equals("-") ? System.out : Files.newOutputStream(Path.of(output))) {
            final StreamWriter writer = new StreamWriter(stream + 1, side == Receiver.CLIENT ? Side.CLIENT : Side.SERVER, out);
            try (FollowSession session = new FollowSession(source, options, how, writer)) {
                final int status = session.run(message -> System.err.println("mapi: " + message));
                return finish(writer, session.information().statistics().flowsStarted(), status);
            }
        } catch (IOException e) {
            throw new UserError("cannot write " + output + ": " + e.getMessage());
        }
    }

    private int finish(StreamWriter writer, long flows, int status) {
        if (writer.failure() != null) {
            throw new UserError("cannot write " + output + ": " + writer.failure().getMessage());
        }
        if (stream >= flows) {
            throw new UserError("--stream is " + stream + ", expected 0 to " + (flows - 1) + ": the trace has " + flows
                + " connections");
        }
        if (writer.lost() > 0) {
            System.err.println("mapi: " + writer.lost() + " bytes are not in the trace; what follows them was written");
        }
        return status;
    }
}
