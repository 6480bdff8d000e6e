package org.mapi.core.engine.control;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.agent.Onward;
import org.mapi.core.engine.memory.ResultMemory;
import org.mapi.core.engine.memory.RingQueue;
import org.mapi.function.Arguments;
import org.mapi.function.Downstream;
import org.mapi.function.InstanceContext;
import org.mapi.function.ResultReader;
import org.mapi.result.QueueReader;
import org.mapi.result.ResultQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queue and files of one instance and of those that replace it. */
public final class InstanceResources implements InstanceContext {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceResources.class);

    private final ResultMemory memory;
    private final String label;
    private final Arguments arguments;
    private final Path outputDirectory;
    private final InputFiles input;
    private KeepingQueue queue;
    private Onward onward;
    private volatile boolean replacing;
    private volatile int generation = 1;
    private volatile String note = "";

    /**
     * Has nothing yet.
     *
     * @param outputDirectory where relative file names are; null for the process's own directory
     * @param input           what the device reads, which is not to be written
     */
    InstanceResources(ResultMemory memory, String label, Arguments arguments, Path outputDirectory, InputFiles input) {
        this.memory = memory;
        this.label = label;
        this.arguments = arguments;
        this.outputDirectory = outputDirectory;
        this.input = input;
    }

    @Override
    public synchronized ResultQueue queue(long bytes, int maximumRecordLength) {
        if (queue == null) {
            try {
                queue = new KeepingQueue(memory.createQueue(label, bytes, maximumRecordLength));
            } catch (IOException e) {
                throw new MapiException(MapiError.MAPI_SHM_ERR, "queue of " + label + " cannot be made: " + e.getMessage());
            }
        }
        return queue;
    }

    @Override
    public boolean replacing() {
        return replacing;
    }

    @Override
    public Path file(int position) {
        final Path path = arguments.file(position);
        final boolean elsewhere = outputDirectory == null || path.isAbsolute();
        final Path resolved = elsewhere ? path : outputDirectory.resolve(path).normalize();
        if (!elsewhere && !resolved.startsWith(outputDirectory.normalize())) {
            throw wrong(position, path, "a file below the output directory " + outputDirectory);
        }
        if (reads(resolved)) {
            throw wrong(position, path, "another file than the trace that the device reads");
        }
        return resolved;
    }

    private MapiException wrong(int position, Path path, String expected) {
        return MapiException.argument(position + 1, arguments.descriptions().get(position).name(), path, expected);
    }

    @Override
    public boolean reads(Path file) {
        return input.contain(file);
    }

    @Override
    public void note(String text) {
        note = text == null ? "" : text;
    }

    /** What the instance says of itself, or empty. */
    String note() {
        return note;
    }

    @Override
    public synchronized Downstream downstream() {
        if (onward == null) {
            onward = new Onward();
        }
        return onward;
    }

    /** What the instance passes packets on with, or null. */
    synchronized Onward onward() {
        return onward;
    }

    /** The ring, or null. */
    synchronized RingQueue ring() {
        return queue == null ? null : queue.ring();
    }

    /** The next instance replaces one. */
    void replacing(boolean now) {
        replacing = now;
        if (now) {
            note = "";
        }
    }

    /** A further instance has taken over. */
    void nextGeneration() {
        generation++;
    }

    /**
     * Opens a library's reader.
     *
     * @param kept   the ring's reader to go on with, or null
     * @param opener opens it
     * @param opened told which reader of the ring it uses, null for none
     */
    synchronized ResultReader<?> open(QueueReader kept, Supplier<ResultReader<?>> opener,
                                      Consumer<KeepingQueue.KeptReader> opened) {
        if (queue == null) {
            return opener.get();
        }
        queue.next(kept);
        try {
            return opener.get();
        } finally {
            opened.accept(queue.opened());
        }
    }

    /** Grows with each instance that took over; readers are opened anew then. */
    public int generation() {
        return generation;
    }

    /** Deletes the queue; what cannot be deleted is logged, since nobody uses it any more. */
    synchronized void close() {
        if (queue != null) {
            try {
                queue.ring().close();
            } catch (IOException e) {
                LOG.warn("queue of {} is not deleted: {}", label, e.getMessage());
            }
        }
    }
}
