package org.mapi.core.engine.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Looks at a {@code mapi.conf} from time to time. A change counts when the file has looked the same twice, so that half-written
 * files are not read. Used by one thread at a time.
 */
public final class ConfWatch {
    private final Path file;
    private final UnaryOperator<String> variables;
    private Stamp read;
    private Stamp seen;

    /** What a file looks like from outside. */
    private record Stamp(long modified, long size, Object key) { }

    /**
     * A watch that has not looked yet.
     *
     * @param file      the file; need not be there
     * @param variables values of {@code ${name}}, null for unknown ones
     */
    public ConfWatch(Path file, UnaryOperator<String> variables) {
        this.file = file;
        this.variables = variables;
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** Reads the file now. What holds where there is none is {@link MapiConf#none}. */
    public MapiConf read() {
        read = stamp();
        seen = read;
        return read == null ? MapiConf.none() : MapiConf.read(file, variables);
    }

    /**
     * Looks whether the file has changed since it was read.
     *
     * @return what it says now, problems included; empty when it is as it was or still changes
     */
    public Optional<MapiConf> look() {
        final Stamp now = stamp();
        final boolean settled = Objects.equals(now, seen);
        seen = now;
        return settled && !Objects.equals(now, read) ? Optional.of(read()) : Optional.empty();
    }

    private Stamp stamp() {
        try {
            final BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return null;
        }
    }
}
