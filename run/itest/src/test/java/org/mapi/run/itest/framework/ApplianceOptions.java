package org.mapi.run.itest.framework;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mapi.run.itest.bundles.LibraryJar;
import org.ops4j.pax.exam.Option;

/** Starts what the build has assembled: the same bundles at the same start levels, on folders of its own. */
final class ApplianceOptions {
    /** Framework property: where the test's own files are; kept until the next run. */
    static final String FOLDER = "mapi.test.dir";
    /** Framework property: the jar of the tutorial's library, as it was built. */
    static final String TUTLIB = "mapi.test.tutlib";
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final Path HOME = ROOT.resolve("run/target/appliance");
    private static final Pattern RUN_BUNDLE = Pattern.compile("^\\s+([\\w.-]+);version='\\[([^,]+),.*startlevel=(\\d+)",
        Pattern.MULTILINE);
    private static final FileAttribute<?> PRIVATE =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final int LAST_LEVEL = 300;
    private static final int POLL_MS = 100;

    private ApplianceOptions() { }

    /**
     * The options.
     *
     * @param test whose appliance it is
     * @param conf content of mapi.conf
     * @param engine lines of the engine's configuration, as Configuration Admin stores it; where they say nothing of it, closes
     *     are waited for as long as a busy machine may take
     */
    static Option[] of(Class<?> test, String conf, String... engine) throws IOException {
        final Path folder = folder(test);
        Files.writeString(folder.resolve("etc/mapi.conf"), conf);
        configure(folder, "conf", "poll.ms=L\"" + POLL_MS + "\"");
        configure(folder, "engine", Stream.concat(Stream.of(engine), Stream.of("close.timeout.ms=L\"60000\"")
            .filter(usual -> Stream.of(engine).noneMatch(line -> line.startsWith("close.timeout.ms=")))).toArray(String[]::new));
        final List<Option> options = new ArrayList<>(List.of(
            systemProperty("logback.configurationFile").value(HOME.resolve("etc/logback.xml").toString()),
            systemProperty("mapi.logs").value(folder.resolve("logs").toString()), cleanCaches(),
            frameworkStartLevel(LAST_LEVEL), composite(properties(folder)), composite(bundles()), junitBundles(),
            bundle(jar("assertj-core-").toUri().toString()).startLevel(1),
            bundle(jar("byte-buddy-").toUri().toString()).startLevel(1)));
        return options.toArray(Option[]::new);
    }

    private static void configure(Path folder, String pid, String... lines) throws IOException {
        final Path stored = Files.createDirectories(folder.resolve("config/org/mapi")).resolve(pid + ".config");
        Files.writeString(stored, "service.pid=\"org.mapi." + pid + "\"\n" + String.join("\n", lines) + "\n");
    }

    private static Path folder(Class<?> test) throws IOException {
        final Path folder = ROOT.resolve("run/itest/target/framework").resolve(test.getSimpleName());
        if (Files.exists(folder)) {
            try (Stream<Path> old = Files.walk(folder)) {
                for (Path each : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        Files.createDirectories(folder.getParent());
        Files.createDirectory(folder, PRIVATE);
        for (String name : List.of("etc", "load", "more", "config", "logs")) {
            Files.createDirectory(folder.resolve(name), PRIVATE);
        }
        return folder;
    }

    private static Option[] properties(Path folder) {
        final Map<String, Object> properties = Map.ofEntries(Map.entry("org.osgi.service.http.port", 0),
            Map.entry("org.apache.felix.http.host", "127.0.0.1"),
            Map.entry("felix.webconsole.security.providers", "org.mapi.run.host.login"),
            Map.entry("felix.fileinstall.dir", folder.resolve("load")), Map.entry("felix.fileinstall.poll", POLL_MS),
            Map.entry("felix.fileinstall.noInitialDelay", true), Map.entry("felix.fileinstall.start.level", LAST_LEVEL),
            Map.entry("felix.fileinstall.tmpdir", folder.resolve("fileinstall")),
            Map.entry("felix.fileinstall.log.level", 3), Map.entry("org.osgi.service.log.admin.loglevel", "INFO"),
            Map.entry("gosh.args", "--nointeractive"), Map.entry("felix.cm.dir", folder.resolve("config")),
            Map.entry("mapi.home", HOME), Map.entry("mapi.etc.dir", folder.resolve("etc")),
            Map.entry("mapi.run.dir", folder), Map.entry("mapi.load.dir", folder.resolve("load")),
            Map.entry(FOLDER, folder), Map.entry(TUTLIB, jar("org.mapi.stdflib.tutlib-")));
        return properties.entrySet().stream()
            .map(entry -> frameworkProperty(entry.getKey()).value(entry.getValue().toString())).toArray(Option[]::new);
    }

    /**
     * The bundles at the start levels that the appliance's list gives them. What makes the log comes first, in the list's order:
     * Pax Exam's own bundles use slf4j, too, and start at level 2.
     */
    private static Option[] bundles() throws IOException {
        final Matcher entry = RUN_BUNDLE.matcher(Files.readString(HOME.resolve("lib/appliance.bndrun")));
        final List<Option> bundles = new ArrayList<>();
        boolean logging = true;
        while (entry.find()) {
            final Path jar = bundleJar(entry.group(1));
            final int level = Integer.parseInt(entry.group(3));
            logging &= !entry.group(1).startsWith("org.apache.felix");
            bundles.add(bundle(jar.toUri().toString()).startLevel(logging ? 1 : level));
        }
        return bundles.toArray(Option[]::new);
    }

    private static Path bundleJar(String symbolicName) throws IOException {
        try (Stream<Path> jars = Files.list(HOME.resolve("bundle"))) {
            return jars.filter(jar -> symbolicName.equals(LibraryJar.header(jar, "Bundle-SymbolicName"))).findFirst()
                .orElseThrow(() -> new IOException("no bundle " + symbolicName + " in " + HOME.resolve("bundle")));
        }
    }

    private static Path jar(String name) {
        return Arrays.stream(System.getProperty("java.class.path").split(":")).map(Path::of)
            .filter(path -> path.getFileName().toString().startsWith(name) && path.toString().endsWith(".jar")).findFirst()
            .orElseThrow(() -> new IllegalStateException("no " + name + "*.jar on the class path"));
    }
}
