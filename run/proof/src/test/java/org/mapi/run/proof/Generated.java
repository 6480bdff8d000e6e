package org.mapi.run.proof;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.mapi.capture.TraceFormat;
import org.mapi.capture.TraceWriter;
import org.mapi.core.trace.TraceFileWriters;
import org.mapi.core.trace.generate.TraceGenerator;

/** Traces of our own, the same on every machine. */
final class Generated {
    private Generated() { }

    /** A generated trace, made once per build. */
    static synchronized Path trace(long packets, long seed, TraceFormat format) throws IOException {
        final String name = "generated-%d-%d.%s".formatted(packets, seed, format.name().toLowerCase(Locale.ROOT));
        final Path file = Places.work("traces").resolve(name);
        if (!Files.exists(file)) {
            final Path part = file.resolveSibling(name + ".part");
            try (TraceWriter writer = new TraceFileWriters().create(FileChannel.open(part, StandardOpenOption.CREATE,
                StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING), format, TraceGenerator.LINK_TYPE,
                TraceGenerator.CAPTURE_LENGTH)) {
                new TraceGenerator(packets, seed).writeTo(writer);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    static Path trace(long packets, long seed) throws IOException {
        return trace(packets, seed, TraceFormat.PCAP);
    }
}
