package org.mapi.core.pcap.filter;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Where the oracle captures are, when they are there. */
final class Traces {
    private Traces() { }

    /** The folder; the test is skipped when it is absent. */
    static Path folder() {
        Path folder = Path.of(System.getProperty("project.root", "")).resolve("../shared/traces").normalize();
        assumeTrue(Files.isDirectory(folder), "oracle captures absent: " + folder);
        return folder;
    }

    /** The file itself, or an unpacked copy of it. */
    static Path plain(Path file, Path temporary) throws IOException {
        if (!file.toString().endsWith(".gz")) {
            return file;
        }
        Path copy = temporary.resolve(file.getFileName().toString().replace(".gz", ""));
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            Files.copy(in, copy);
        }
        return copy;
    }
}
