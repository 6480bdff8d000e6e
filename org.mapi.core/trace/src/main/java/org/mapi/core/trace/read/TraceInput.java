package org.mapi.core.trace.read;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/** A file, or the standard input, that holds a trace. */
public final class TraceInput {
    private final String name;
    private final Path path;
    private final Supplier<ReadableByteChannel> channel;

    private TraceInput(String name, Path path, Supplier<ReadableByteChannel> channel) {
        this.name = name;
        this.path = path;
        this.channel = channel;
    }

    /** A file, a named pipe or a device file. */
    public static TraceInput of(Path path) {
        return new TraceInput(path.toString(), path, null);
    }

    /**
     * The standard input or any other stream; it can be opened once.
     *
     * @param name    for messages
     * @param channel gives the channel when the trace is opened; the device closes it
     */
    public static TraceInput of(String name, Supplier<ReadableByteChannel> channel) {
        return new TraceInput(name, null, channel);
    }

    /** Name for messages. */
    String name() {
        return name;
    }

    /** Whether it can be opened again for another pass. */
    boolean repeatable() {
        return path != null && Files.isRegularFile(path);
    }

    /** Length in bytes, -1 where unknown. */
    long size() {
        try {
            return repeatable() ? Files.size(path) : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    /**
     * Opens it.
     *
     * @throws IOException when it cannot be opened
     */
    ByteSource open() throws IOException {
        if (repeatable()) {
            RegularFile file = new RegularFile(path);
            return new FileSource(file.open(), file);
        }
        if (path != null) {
            return new PipeSource(FileChannel.open(path, StandardOpenOption.READ), name);
        }
        ReadableByteChannel opened = channel.get();
        // a redirected file ("< trace.pcap") has a size, a pipe has none
        if (opened instanceof FileChannel file && file.size() > 0) {
            return new FileSource(file, null);
        }
        return new PipeSource(opened, name);
    }
}
