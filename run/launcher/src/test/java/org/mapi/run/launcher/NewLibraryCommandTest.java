package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class NewLibraryCommandTest {
    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void makeInstallation() throws IOException {
        System.setProperty("mapi.home", folder.resolve("home").toString());
        final Path lib = Files.createDirectories(folder.resolve("home/lib"));
        Files.writeString(lib.resolve("org.mapi.core.api-0.1.0-SNAPSHOT.jar"), "the API");
        Files.writeString(lib.resolve("org.mapi.core.testkit-0.1.0-SNAPSHOT.jar"), "the test kit");
    }

    @AfterEach
    void clear() {
        System.clearProperty("mapi.home");
    }

    private int run(String... args) {
        final CommandLine line = Mapi.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(Stream.concat(Stream.of("new-library"), Stream.of(args)).toArray(String[]::new));
    }

    private Path project() {
        return folder.resolve("project");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(project())) {
            return files.filter(Files::isRegularFile).map(file -> project().relativize(file).toString()).sorted().toList();
        }
    }

    @Test
    void shouldWriteAProjectWithAFunctionItsTestAndAllItNeeds() throws IOException {
        assertThat(run("tutlib", "--directory", project().toString())).as(err.toString()).isZero();
        assertThat(out.toString()).contains("wrote library tutlib with function PKT_COUNTER", "mvn package",
                "tutlib:PKT_COUNTER");
        final String version = version();
        final String api = "repository/org/mapi/org.mapi.core.api/" + version + "/org.mapi.core.api-" + version;
        final String kit = "repository/org/mapi/org.mapi.core.testkit/" + version + "/org.mapi.core.testkit-" + version;
        assertThat(files()).containsExactlyInAnyOrder("pom.xml", "bnd.bnd", "README.md", ".gitignore", ".mvn/maven.config",
                "src/main/java/tutlib/PktCounter.java", "src/main/java/tutlib/package-info.java",
                "src/test/java/tutlib/PktCounterTest.java", api + ".jar", api + ".pom", kit + ".jar", kit + ".pom");
        assertThat(project().resolve(api + ".jar")).hasContent("the API");
        assertThat(project().resolve(kit + ".pom")).content()
                .contains("<artifactId>org.mapi.core.api</artifactId><version>" + version);
        for (String file : files()) {
            assertThat(project().resolve(file)).as(file).content().doesNotContain("{{", "}}");
        }
    }

    private String version() throws IOException {
        final Matcher matcher = Pattern.compile("<mapi.version>(.*)</mapi.version>")
                .matcher(Files.readString(project().resolve("pom.xml")));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    void shouldNameAVersionUnderDevelopmentByItsContent() throws IOException {
        assertThat(run("one", "--directory", project().toString())).isZero();
        final String first = version();
        assertThat(first).matches("0\\.1\\.0-[0-9a-f]{8}");
        Files.writeString(folder.resolve("home/lib/org.mapi.core.api-0.1.0-SNAPSHOT.jar"), "another API");
        final Path second = folder.resolve("second");
        assertThat(run("one", "--directory", second.toString())).isZero();
        assertThat(second.resolve("repository/org/mapi/org.mapi.core.api/" + first)).doesNotExist();
    }

    @Test
    void shouldKeepTheVersionOfARelease() throws IOException {
        final Path lib = folder.resolve("home/lib");
        Files.move(lib.resolve("org.mapi.core.api-0.1.0-SNAPSHOT.jar"), lib.resolve("org.mapi.core.api-1.2.0.jar"));
        assertThat(run("one", "--directory", project().toString())).isZero();
        assertThat(version()).isEqualTo("1.2.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Tutlib", "1lib", "my lib", "lib.one", "../lib", "", "-"})
    void shouldRefuseWhatIsNoLibraryName(String name) throws IOException {
        assertThat(run("--directory", project().toString(), "--", name)).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).hasLineCount(1).contains("library is \"" + name + "\"", "lower-case letters");
        assertThat(project()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"counter", "1ST", "PKT COUNTER", "A.B"})
    void shouldRefuseWhatIsNoFunctionName(String name) {
        assertThat(run("lib", "--directory", project().toString(), "--function", name)).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).hasLineCount(1).contains("function is \"" + name + "\"", "capital letters");
        assertThat(project()).doesNotExist();
    }

    @Test
    void shouldNotOverwriteAnything() throws IOException {
        Files.createDirectory(project());
        Files.writeString(project().resolve("mine.txt"), "mine");
        assertThat(run("tutlib", "--directory", project().toString())).isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString()).hasLineCount(1).contains(project().toString(), "is not empty");
        assertThat(files()).containsExactly("mine.txt");
        Files.delete(project().resolve("mine.txt"));
        assertThat(run("tutlib", "--directory", project().toString())).as("an empty folder will do").isZero();
    }

    @Test
    void shouldSayWhatIsInTheWayOfAFolder() throws IOException {
        Files.writeString(project(), "a file");
        assertThat(run("tutlib", "--directory", project().toString())).isEqualTo(ExitStatus.FAILED);
        assertThat(run("tutlib", "--directory", project().resolve("below").toString())).isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString()).hasLineCount(2).contains(project().toString());
    }

    @ParameterizedTest
    @CsvSource({"tutlib,tutlib", "my-lib,my_lib", "int,int_", "a-b_c,a_b_c", "class,class_"})
    void shouldMakeAPackageOfEveryLibraryName(String library, String expected) {
        assertThat(LibraryProject.packageName(library)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"PKT_COUNTER,PktCounter", "DNS,Dns", "A_1__B_,A1B", "FUNCTION,FunctionFunction", "INSTANCE,InstanceFunction"})
    void shouldMakeAClassOfEveryFunctionName(String function, String expected) {
        assertThat(LibraryProject.className(function)).isEqualTo(expected);
    }

    /** What builds the product is there, offline too, on the machine that built it: the same versions build the new project. */
    @Test
    void shouldUseTheVersionsOfTheProduct() throws IOException {
        assertThat(run("tutlib", "--directory", project().toString())).isZero();
        final Path root = Path.of(System.getProperty("project.root"));
        final String product = (Files.readString(root.resolve("pom.xml")) + Files.readString(root.resolve("cnf/pom.xml")))
                .replace("${bnd.version}", property(root, "bnd.version"));
        final Matcher used = Pattern.compile("<artifactId>([^<]*)</artifactId><version>([0-9][^<]*)</version>")
                .matcher(Files.readString(project().resolve("pom.xml")));
        int found = 0;
        while (used.find()) {
            found++;
            assertThat(product).containsPattern("<artifactId>" + Pattern.quote(used.group(1))
                    + "</artifactId>(<groupId>[^<]*</groupId>)?<version>" + Pattern.quote(used.group(2)) + "</version>");
        }
        assertThat(found).isGreaterThan(8);
    }

    private static String property(Path root, String name) throws IOException {
        final Matcher matcher = Pattern.compile("<" + name + ">(.*)</" + name + ">")
                .matcher(Files.readString(root.resolve("pom.xml")));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}
