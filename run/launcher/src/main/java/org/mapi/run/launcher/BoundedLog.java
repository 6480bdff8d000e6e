package org.mapi.run.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that takes what somebody prints to the standard streams and that never grows beyond a limit: at the limit it becomes
 * {@code NAME.1}, replacing the former one. Safe for any thread.
 */
final class BoundedLog extends OutputStream {

    static final long DEFAULT_LIMIT = 1 << 20;

    private final Path file;
    private final long limit;
    private OutputStream out;
    private long size;

    /**
     * Opens the file anew; what was there becomes the former one.
     *
     * @param file the file
     * @param limit its largest size, in bytes
     * @throws IOException if it cannot be written
     */
    BoundedLog(Path file, long limit) throws IOException {
        this.file = file;
        this.limit = limit;
        roll();
    }

    /** Sends what the process prints to a file; if that is not possible, the streams stay as they are. */
    static void replaceStandardStreams(Path file) {
        try {
            PrintStream stream = new PrintStream(new BoundedLog(file, DEFAULT_LIMIT), true, StandardCharsets.UTF_8);
            System.setOut(stream);
            System.setErr(stream);
        } catch (IOException e) {
            System.err.println("mapi: " + file + " cannot be written: " + RunDirectory.reason(e));
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (size == limit) {
                roll();
            }
            int part = (int) Math.min(left, limit - size);
            out.write(bytes, from, part);
            size += part;
            from += part;
            left -= part;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }

    private void roll() throws IOException {
        if (out != null) {
            out.close();
        }
        if (Files.exists(file)) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        out = Files.newOutputStream(file);
        size = 0;
    }
}
