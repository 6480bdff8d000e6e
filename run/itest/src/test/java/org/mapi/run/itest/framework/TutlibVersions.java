package org.mapi.run.itest.framework;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.mapi.run.itest.bundles.LibraryJar;
import org.osgi.framework.BundleContext;

/** Makes version after version of the tutorial's library; every third one with changed code. */
final class TutlibVersions {
    /** Symbolic name of the library's bundle. */
    static final String BUNDLE = "org.mapi.stdflib.tutlib";
    private static final String CHANGED = """
        package org.mapi.stdflib.tutlib;

        import org.mapi.function.*;
        import org.mapi.packet.Packet;

        public final class PktInfo implements Function {
            public FunctionInstance instantiate(Arguments arguments, Application application) {
                return new ScalarInstance() {
                    public boolean process(Packet packet) {
                        value = packet.timestamp() + OFFSET;
                        return true;
                    }
                };
            }
        }
        """;

    private final Path original;
    private final Path api;
    private final Path folder;
    private int number;
    private long offset;

    TutlibVersions(BundleContext context) throws IOException {
        original = Path.of(context.getProperty(ApplianceOptions.TUTLIB));
        folder = Files.createDirectories(Path.of(context.getProperty(ApplianceOptions.FOLDER), "classes"));
        try (Stream<Path> jars = Files.list(Path.of(context.getProperty("mapi.home"), "bundle"))) {
            api = jars.filter(jar -> jar.getFileName().toString().startsWith("org.mapi.core.api-")).findFirst().orElseThrow();
        }
    }

    /** The version made last. */
    String version() {
        return "1.0." + number;
    }

    /** What the version made last adds to the time of packets in PKTINFO. */
    long offset() {
        return offset;
    }

    /** Another version, newer than all before. */
    LibraryJar next() throws IOException {
        number++;
        final LibraryJar jar = LibraryJar.copyOf(original).with("Bundle-Version", version());
        offset = 0;
        if (number % 3 == 0) {
            offset = number;
            change(jar);
        }
        return jar;
    }

    private void change(LibraryJar jar) throws IOException {
        final Path source = Files.createDirectories(folder.resolve("v" + number)).resolve("PktInfo.java");
        Files.writeString(source, CHANGED.replace("OFFSET", String.valueOf(offset)));
        final int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-cp", api.toString(), "-proc:none", "-d",
            source.getParent().toString(), source.toString());
        if (status != 0) {
            throw new AssertionError(source + " does not compile");
        }
        for (String name : List.of("org/mapi/stdflib/tutlib/PktInfo.class", "org/mapi/stdflib/tutlib/PktInfo$1.class")) {
            jar.with(name, Files.readAllBytes(source.resolveSibling(name)));
        }
    }
}
