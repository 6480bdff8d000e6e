package org.mapi.mos.samples.httplog;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends lines to a file on a thread of its own: who brings them never waits. Lines for which there is no room are counted.
 */
final class LineFile implements Consumer<String>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LineFile.class);
    private static final int ROOM = 65_536;
    private static final long PATIENCE_MILLIS = 200;
    private static final long CLOSE_MILLIS = 5000;

    private final Path file;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(ROOM);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;

    /**
     * Opens a file for appending; its folder is made if it is missing.
     *
     * @throws IOException if that cannot be done
     */
    LineFile(Path file) throws IOException {
        this.file = file;
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        final BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        writer = Thread.ofPlatform().daemon().name("http_log " + file.getFileName()).start(() -> write(out));
    }

    @Override
    public void accept(String line) {
        if (closed || !waiting.offer(line)) {
            dropped.incrementAndGet();
        }
    }

    /** Lines that were not written. */
    long dropped() {
        return dropped.get();
    }

    private void write(BufferedWriter out) {
        try (out) {
            while (!closed || !waiting.isEmpty()) {
                final String line = waiting.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                if (line == null) {
                    out.flush();
                } else {
                    out.write(line);
                    out.newLine();
                }
            }
        } catch (IOException e) {
            closed = true;
            LOG.warn("{} cannot be written, nothing more is logged: {}", file, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what waits. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (dropped.get() > 0) {
            LOG.warn("{} lines for {} were dropped", dropped.get(), file);
        }
    }
}
