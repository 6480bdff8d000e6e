package org.mapi.run.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
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
        final Path target = Path.of(file).toAbsolutePath();
        if (file.isEmpty() || target.getFileName() == null || Files.isDirectory(target)) {
            throw new UserError("cannot write \"" + file + "\": it is a folder, expected a file name or -");
        }
        try {
            if (file.equals("-")) {
                write(new FileOutputStream(FileDescriptor.out).getChannel());
            } else {
                writeFile(target);
            }
        } catch (IOException e) {
            throw new UserError("cannot write " + file + ": " + RunDirectory.reason(e));
        }
        return ExitStatus.OK;
    }

    /**
     * Writes beside the target and renames: nobody ever sees half a trace under its name. Devices, pipes and links are written
     * to as they are: a rename would put a file into their place.
     */
    private void writeFile(Path target) throws IOException {
        if (Files.isSymbolicLink(target) || Files.exists(target) && !Files.isRegularFile(target)) {
            write(FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING));
            return;
        }
        final Path temporary = target.resolveSibling("." + target.getFileName() + ".part");
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
