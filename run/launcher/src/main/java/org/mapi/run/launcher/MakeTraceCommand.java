package org.mapi.run.launcher;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.mapi.capture.TraceFormat;
import org.mapi.capture.TraceWriter;
import org.mapi.core.trace.TraceFileWriters;
import org.mapi.core.trace.generate.TraceGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mapi make-trace}: writes a realistic trace, the same for the same seed. */
@Command(name = "make-trace", mixinStandardHelpOptions = true,
        description = "Writes a realistic mixed trace: TCP connections with loss, reordering and retransmission, HTTP, DNS, TLS,"
                + " ICMP, IPv6, VLAN, fragments. The same packets and seed give the same bytes on every machine.",
        footer = {"", "Example:", "  mapi make-trace --packets 100000 --seed 1 -w sample.pcap"})
final class MakeTraceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--packets", required = true, paramLabel = "N", description = "How many packets.")
    private long packets;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Start of the random sequence (default: 1).")
    private long seed;

    @Option(names = {"-w", "--write"}, required = true, paramLabel = "FILE",
            description = "File to write, - for standard output.")
    private String file;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "PCAP",
            description = "pcap, pcap_nanoseconds, pcapng or erf (default: pcap).")
    private TraceFormat format;

    @Override
    public Integer call() {
        if (packets < 0) {
            throw new ParameterException(spec.commandLine(), "option --packets is " + packets + ", expected 0 or more");
        }
        try {
            if (file.equals("-")) {
                write(Channels.newChannel(System.out));
            } else {
                writeFile(Path.of(file));
            }
        } catch (IOException e) {
            throw new UserError("cannot write " + file + ": " + RunDirectory.reason(e));
        }
        return ExitStatus.OK;
    }

    /** Writes beside the target and renames: nobody ever sees half a trace under its name. */
    private void writeFile(Path target) throws IOException {
        final Path directory = target.toAbsolutePath().getParent();
        final Path temporary = directory.resolve("." + target.getFileName() + ".part");
        try {
            write(FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING));
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void write(WritableByteChannel channel) throws IOException {
        try (TraceWriter writer = new TraceFileWriters().create(channel, format, TraceGenerator.LINK_TYPE,
                TraceGenerator.CAPTURE_LENGTH)) {
            new TraceGenerator(packets, seed).writeTo(writer);
        }
    }
}
