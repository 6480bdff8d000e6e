package org.mapi.run.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
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
     * A pcap file with so many packets, in the page cache as one read of it from beginning to end leaves it there.
     *
     * <p>A file that has been there for hours, and of which the system took pieces back that were then read again, lies in small
     * pieces: to copy it out takes up to 2.5 times as long.
     *
     * @param packets how many
     * @return the file, whole
     * @throws IOException when it cannot be written or read
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
        refill(file);
        return file;
    }

    private static void refill(Path file) throws IOException {
        try {
            Peer.run(List.of("dd", "if=" + file, "iflag=nocache", "count=0"));
            Peer.run(Peer.cat(file));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + file + " was read");
        }
    }
}
