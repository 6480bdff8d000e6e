package org.mapi.run.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.mapi.capture.TraceFormat;
import org.mapi.capture.TraceWriter;
import org.mapi.core.trace.TraceFileWriters;
import org.mapi.core.trace.generate.TraceGenerator;

/** The traces that everything is measured on: generated when first asked for, the same bytes on every machine. */
public final class Traces {
    /** Packets of the trace that rows of docs/performance.md speak of. */
    public static final long PACKETS = 2_000_000;
    /** System property: folder of the generated traces. */
    public static final String FOLDER = "bench.dir";
    private static final long SEED = 1;

    private Traces() { }

    /** Folder of the generated traces; may be deleted at any time. */
    public static Path folder() {
        return Path.of(System.getProperty(FOLDER, Path.of(System.getProperty("java.io.tmpdir"), "mapi-bench").toString()));
    }

    /**
     * A pcap file with so many packets.
     *
     * @param packets how many
     * @return the file, whole
     * @throws IOException when it cannot be written
     */
    public static Path of(long packets) throws IOException {
        final Path file = folder().resolve("trace-" + packets + ".pcap");
        if (!Files.exists(file)) {
            Files.createDirectories(file.getParent());
            final Path part = file.resolveSibling("." + file.getFileName() + ".part");
            try (TraceWriter writer = new TraceFileWriters().create(
                    FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING),
                    TraceFormat.PCAP, TraceGenerator.LINK_TYPE, TraceGenerator.CAPTURE_LENGTH)) {
                new TraceGenerator(packets, SEED).writeTo(writer);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return file;
    }
}
