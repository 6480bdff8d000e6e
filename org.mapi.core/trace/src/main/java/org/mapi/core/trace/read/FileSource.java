package org.mapi.core.trace.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;

/**
 * A regular file, read from its current position to its end.
 *
 * <p>Java closes a channel when the reading thread is interrupted. An interrupt is no reason to lose a trace, so the file is then
 * opened again where it was, and the interrupt stays pending for whom it is meant.
 */
final class FileSource implements ByteSource {
    /** A shorter file is over before a second thread would help. */
    static final long WORTH_TWO_THREADS = 8 << 20;

    private final RegularFile file;
    private final boolean large;
    private FileChannel channel;
    private volatile long position;

    /**
     * Takes over a channel, at its beginning where there is a file.
     *
     * @param file to open it again, or null where that cannot be done
     */
    FileSource(FileChannel channel, RegularFile file) throws IOException {
        this.channel = channel;
        this.file = file;
        large = file != null && channel.size() >= WORTH_TWO_THREADS;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int from = into.position();
        int count;
        try {
            count = fetch(into);
        } catch (ClosedByInterruptException e) {
            if (file == null) {
                throw e;
            }
            // the interrupted call may have read something that it then did not report
            count = readAgain(into.position(from));
        }
        if (count > 0) {
            // the only writer is this thread, so the increment loses nothing
            long now = position + count;
            position = now;
        }
        return count;
    }

    private int fetch(ByteBuffer into) throws IOException {
        return file == null ? channel.read(into) : channel.read(into, position);
    }

    private int readAgain(ByteBuffer into) throws IOException {
        // asking clears the interrupt, which would close the new channel, too
        boolean interrupted = Thread.interrupted();
        try {
            channel = file.open();
            return fetch(into);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public RegularFile file() {
        return large ? file : null;
    }

    @Override
    public void skip(int count) {
        // the only writer is this thread, as above
        long now = position + count;
        position = now;
    }

    @Override
    public boolean live() {
        return false;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the trace", e);
        }
    }
}
