package org.mapi.run.proof;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Where things are. */
final class Places {
    /** The project's root. */
    static final Path ROOT = Path.of(System.getProperty("project.root"));
    /** Real captures with their oracles; not part of the project. */
    static final Path TRACES = ROOT.resolve("../shared/traces").normalize();
    /** Whether the full rounds were asked for. */
    static final boolean LONG = Boolean.getBoolean("mapi.long");
    /** Folders of the function libraries that the home has; each is named in this module's pom too. */
    private static final List<String> LIBRARIES = List.of("std", "track", "extra", "anon", "ipfix");
    private static final Path MODULE = ROOT.resolve("run/proof");
    /** What this JVM writes; others run tests at the same time. */
    private static final Path MINE = MODULE.resolve("target/work-" + System.getProperty("mapi.fork", "1"));
    private static final Path LAUNCHER = ROOT.resolve("run/launcher/target");
    private static Path home;

    private Places() { }

    static void assumeTraces() {
        assumeTrue(Files.isDirectory(TRACES), "the captures are not there: " + TRACES);
    }

    static void assumeTool(String tool) {
        assumeTrue(tool(tool), tool + " is not installed");
    }

    static boolean tool(String tool) {
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, tool))) {
                return true;
            }
        }
        return false;
    }

    static void assumeRoot() {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    }

    /** The folder of the data-driven cases. */
    static Path cases() {
        return MODULE.resolve("src/test/cases");
    }

    /** A folder for what tests write; emptied by a clean build. */
    static Path work(String name) throws IOException {
        return Files.createDirectories(MINE.resolve(name));
    }

    /** A home of the program that holds nothing but function libraries. */
    static synchronized Path home() throws IOException {
        if (home == null) {
            final Path made = MINE.resolve("home");
            Files.createDirectories(made.resolve("bundle"));
            for (String library : LIBRARIES) {
                Files.copy(only(ROOT.resolve("org.mapi.stdflib").resolve(library).resolve("target"),
                    "org.mapi.stdflib." + library + "-*.jar"), made.resolve("bundle/org.mapi.stdflib." + library + ".jar"),
                    StandardCopyOption.REPLACE_EXISTING);
            }
            home = made;
        }
        return home;
    }

    /** The class path of the mapi command, as its build leaves it. */
    static String classPath() throws IOException {
        return only(LAUNCHER, "org.mapi.run.launcher-*.jar") + File.pathSeparator + LAUNCHER.resolve("lib") + "/*";
    }

    private static Path only(Path folder, String pattern) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                final String name = file.getFileName().toString();
                if (!name.contains("-sources") && !name.contains("-javadoc")) {
                    return file;
                }
            }
        }
        throw new IOException("there is no " + pattern + " in " + folder + ", expected it from the build");
    }
}
