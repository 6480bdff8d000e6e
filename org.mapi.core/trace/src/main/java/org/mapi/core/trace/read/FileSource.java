package org.mapi.core.trace.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A regular file, read from its current position to its end. */
final class FileSource implements ByteSource {
    private final FileChannel channel;
    private volatile long position;

    FileSource(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = channel.read(into);
        if (count > 0) {
            // the only writer is this thread, so the increment loses nothing
            long now = position + count;
            position = now;
        }
        return count;
    }

    @Override
    public long position() {
        return position;
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
