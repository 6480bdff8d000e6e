package org.mapi.core.engine.control;

import java.io.IOException;
import java.nio.file.Path;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.memory.ResultMemory;
import org.mapi.core.engine.memory.RingQueue;
import org.mapi.function.Arguments;
import org.mapi.function.InstanceContext;
import org.mapi.result.ResultQueue;

/** Queue and files of one instance and of those that replace it. */
public final class InstanceResources implements InstanceContext {
    private final ResultMemory memory;
    private final String label;
    private final Arguments arguments;
    private final Path outputDirectory;
    private RingQueue ring;
    private volatile boolean replacing;
    private volatile int generation = 1;

    InstanceResources(ResultMemory memory, String label, Arguments arguments, Path outputDirectory) {
        this.memory = memory;
        this.label = label;
        this.arguments = arguments;
        this.outputDirectory = outputDirectory;
    }

    @Override
    public synchronized ResultQueue queue(long bytes, int maximumRecordLength) {
        if (ring == null) {
            try {
                ring = memory.createQueue(label, bytes, maximumRecordLength);
            } catch (IOException e) {
                throw new MapiException(MapiError.MAPI_SHM_ERR, "queue of " + label + " cannot be made: " + e.getMessage());
            }
        }
        return ring;
    }

    @Override
    public boolean replacing() {
        return replacing;
    }

    @Override
    public Path file(int position) {
        final Path path = arguments.file(position);
        if (outputDirectory == null || path.isAbsolute()) {
            return path;
        }
        final Path resolved = outputDirectory.resolve(path).normalize();
        if (!resolved.startsWith(outputDirectory.normalize())) {
            throw MapiException.argument(position + 1, arguments.descriptions().get(position).name(), path,
                "a file below the output directory " + outputDirectory);
        }
        return resolved;
    }

    /** The ring, or null. */
    synchronized RingQueue ring() {
        return ring;
    }

    /** A further instance takes over. */
    void nextGeneration() {
        replacing = true;
        generation++;
    }

    /** Grows with each instance that took over; readers are opened anew then. */
    public int generation() {
        return generation;
    }

    synchronized void close() {
        if (ring != null) {
            try {
                ring.close();
            } catch (IOException e) {
                throw new MapiException(MapiError.MAPI_SHM_ERR, "queue of " + label + " cannot be deleted: " + e.getMessage());
            }
        }
    }
}
