package org.mapi.mos;

import java.util.List;
import java.util.Objects;

/**
 * What a {@link MonitorApplicationDefinition} says, for applications that are attached without the whiteboard. Immutable; begin
 * with {@link #streams} or {@link #packets}.
 *
 * @param name       name for people, not empty
 * @param kind       flows or single frames
 * @param filter     capture filter, empty matches everything
 * @param orphans    capture filter for packets without a flow, empty: as {@code filter}
 * @param sources    names of sources, empty: all
 * @param buffers    of which sides bytes are read
 * @param bufferSize bytes kept per side, 1024 or more
 * @param existing   whether it is attached to flows that exist already
 * @param whileAway  what becomes of its packets while it is replaced
 */
public record MonitorOptions(String name, MonitorKind kind, String filter, String orphans, List<String> sources,
        Buffering buffers, int bufferSize, boolean existing, WhileAway whileAway) {
    /** Bytes kept per side unless said otherwise. */
    public static final int DEFAULT_BUFFER_SIZE = 65_536;
    /** The smallest buffer. */
    public static final int LEAST_BUFFER_SIZE = 1024;

    /**
     * Checks the values.
     *
     * @throws MosException EINVAL, naming the option, its value and what was expected
     */
    public MonitorOptions {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(orphans, "orphans");
        Objects.requireNonNull(buffers, "buffers");
        Objects.requireNonNull(whileAway, "whileAway");
        sources = List.copyOf(sources);
        if (name.isBlank()) {
            throw new MosException(Errno.EINVAL, "option name is empty, expected a name for people");
        }
        if (bufferSize < LEAST_BUFFER_SIZE) {
            throw new MosException(Errno.EINVAL, "option bufferSize is " + bufferSize + ", expected " + LEAST_BUFFER_SIZE
                + " or more");
        }
    }

    /** Options of an application whose packets pass while it is replaced. */
    public MonitorOptions(String name, MonitorKind kind, String filter, String orphans, List<String> sources, Buffering buffers,
            int bufferSize, boolean existing) {
        this(name, kind, filter, orphans, sources, buffers, bufferSize, existing, WhileAway.PASS);
    }

    /** Flows that a capture filter matches, nothing buffered. */
    public static MonitorOptions streams(String name, String filter) {
        return new MonitorOptions(name, MonitorKind.STREAM, filter, "", List.of(), Buffering.NONE, DEFAULT_BUFFER_SIZE, false);
    }

    /** Frames that a capture filter matches. */
    public static MonitorOptions packets(String name, String filter) {
        return new MonitorOptions(name, MonitorKind.PACKET, filter, "", List.of(), Buffering.NONE, DEFAULT_BUFFER_SIZE, false);
    }

    /** The same, reading the bytes that these sides receive. */
    public MonitorOptions reading(Buffering sides, int size) {
        return new MonitorOptions(name, kind, filter, orphans, sources, sides, size, existing, whileAway);
    }

    /** The same, on these sources only. */
    public MonitorOptions on(String... names) {
        return new MonitorOptions(name, kind, filter, orphans, List.of(names), buffers, bufferSize, existing, whileAway);
    }

    /** The same with another filter for packets without a flow. */
    public MonitorOptions withOrphans(String expression) {
        return new MonitorOptions(name, kind, filter, expression, sources, buffers, bufferSize, existing, whileAway);
    }

    /** The same, attached to flows that exist already too. */
    public MonitorOptions withExisting() {
        return new MonitorOptions(name, kind, filter, orphans, sources, buffers, bufferSize, true, whileAway);
    }

    /** The same with another fate of its packets while it is replaced. */
    public MonitorOptions withWhileAway(WhileAway fate) {
        return new MonitorOptions(name, kind, filter, orphans, sources, buffers, bufferSize, existing, fate);
    }
}
