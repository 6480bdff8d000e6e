package org.mapi.run.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import javax.lang.model.SourceVersion;

/**
 * The project of a function library, made from templates.
 *
 * <p>It brings the API and the test kit with it, in a Maven repository of its own: so it builds wherever it is copied, whatever
 * becomes of the installation that made it, and without a network.
 */
final class LibraryProject {

    private static final String API = "org.mapi.core.api";
    private static final String TEST_KIT = "org.mapi.core.testkit";
    private static final String SNAPSHOT = "-SNAPSHOT";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z]+)}}");
    /** Simple names that the templates use themselves. */
    private static final Set<String> TAKEN = Set.of("Application", "Arguments", "Component", "Function",
            "FunctionDefinition", "FunctionHarness", "FunctionInstance", "Instance", "Object", "Override", "Packet",
            "ScalarInstance", "String", "Test");

    private final Path api;
    private final Path testKit;
    private final String version;
    private final Map<String, String> values;

    /**
     * A project that is not written yet.
     *
     * @param library name of the library, valid
     * @param function name of its function, valid
     * @param jars folder with the jars of API and test kit
     * @throws IOException if they are not there or cannot be read
     */
    LibraryProject(String library, String function, Path jars) throws IOException {
        api = onlyJar(jars, API);
        testKit = onlyJar(jars, TEST_KIT);
        version = version();
        String packageName = packageName(library);
        values = Map.of("library", library, "function", function, "class", className(function), "package", packageName,
                "path", packageName, "version", version);
    }

    /** Java's own words cannot name a package, a hyphen neither. */
    static String packageName(String library) {
        String name = library.replace('-', '_');
        return SourceVersion.isName(name, SourceVersion.latest()) ? name : name + "_";
    }

    /** {@code PKT_COUNTER} becomes {@code PktCounter}. */
    static String className(String function) {
        StringBuilder name = new StringBuilder();
        for (String word : function.split("_")) {
            if (!word.isEmpty()) {
                name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
            }
        }
        return TAKEN.contains(name.toString()) ? name.append("Function").toString() : name.toString();
    }

    /**
     * Writes all files.
     *
     * @param folder made if it is missing
     */
    void write(Path folder) throws IOException {
        String main = "src/main/java/" + values.get("path") + "/";
        String test = "src/test/java/" + values.get("path") + "/";
        file("pom.xml", folder, "pom.xml");
        file("bnd.bnd", folder, "bnd.bnd");
        file("README.md", folder, "README.md");
        file("gitignore", folder, ".gitignore");
        file("maven.config", folder, ".mvn/maven.config");
        file("Function.java", folder, main + values.get("class") + ".java");
        file("package-info.java", folder, main + "package-info.java");
        file("FunctionTest.java", folder, test + values.get("class") + "Test.java");
        artifact(folder, API, api, "");
        artifact(folder, TEST_KIT, testKit, "<dependencies><dependency><groupId>org.mapi</groupId><artifactId>" + API
                + "</artifactId><version>" + version + "</version></dependency></dependencies>");
    }

    private void file(String template, Path folder, String name) throws IOException {
        Path target = folder.resolve(name);
        Files.createDirectories(target.getParent());
        try (InputStream in = LibraryProject.class.getResourceAsStream("library/" + template + ".template")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(target, PLACEHOLDER.matcher(text)
                    .replaceAll(found -> Matcher.quoteReplacement(values.get(found.group(1)))));
        }
    }

    private void artifact(Path folder, String name, Path jar, String dependencies) throws IOException {
        Path target = folder.resolve("repository/org/mapi").resolve(name).resolve(version);
        Files.createDirectories(target);
        Files.copy(jar, target.resolve(name + "-" + version + ".jar"));
        Files.writeString(target.resolve(name + "-" + version + ".pom"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>org.mapi</groupId><artifactId>%s</artifactId><version>%s</version>%s
                </project>
                """.formatted(name, version, dependencies.isEmpty() ? "" : "\n  " + dependencies));
    }

    private static Path onlyJar(Path folder, String name) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, name + "-*.jar")) {
            for (Path jar : found) {
                return jar;
            }
        }
        throw new IOException("no " + name + "-*.jar in " + folder);
    }

    /**
     * The version that both artifacts have in the project's repository: that of the product. Maven keeps what it has once read
     * from a repository, so a version under development gets a name that changes with the content.
     */
    private String version() throws IOException {
        String name = api.getFileName().toString();
        String plain = name.substring(API.length() + 1, name.length() - ".jar".length());
        if (!plain.endsWith(SNAPSHOT)) {
            return plain;
        }
        CRC32C content = new CRC32C();
        content.update(Files.readAllBytes(api));
        content.update(Files.readAllBytes(testKit));
        return plain.replace(SNAPSHOT, "-%08x".formatted(content.getValue()));
    }
}
