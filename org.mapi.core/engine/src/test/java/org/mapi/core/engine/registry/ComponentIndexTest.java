package org.mapi.core.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;

class ComponentIndexTest {
    private static final String FUNCTION = """
        <component name="jar.function">
          <property name="mapi.library" type="String" value="jarlib"/>
          <property name="mapi.function" type="String" value="%s"/>
          <property name="mapi.description" type="String" value="lets &lt;all&gt; pass"/>
          <property name="mapi.arguments" type="String">first:i:a number&#xa;second:s=x:text</property>
          <service><provide interface="org.mapi.function.Function"/></service>
          <implementation class="org.example.Pass"/>
        </component>
        """;

    @TempDir
    private Path folder;

    private Path jar(String name, String description) throws IOException {
        final Manifest manifest = new Manifest();
        final Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-SymbolicName", "jar.bundle");
        main.putValue("Bundle-Version", "2.3.4");
        main.putValue("Service-Component", "OSGI-INF/f.xml");
        final Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file); JarOutputStream archive = new JarOutputStream(out, manifest)) {
            archive.putNextEntry(new ZipEntry("OSGI-INF/f.xml"));
            archive.write(description.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private Path index(Path... jars) throws IOException {
        final Path index = folder.resolve("libraries.index");
        ComponentIndex.write(index, List.of(jars));
        return index;
    }

    private static ComponentJar open(Path index, Path jar) {
        return ComponentIndex.read(index).open(jar, ComponentIndexTest.class.getClassLoader());
    }

    private static List<String> functions(ComponentJar jar) {
        return jar.functions().stream().map(each -> each.definition().function()).toList();
    }

    @FunctionDefinition(library = "annotated", function = "PASS", description = "as annotated")
    private static final class Annotated implements Function {
        @Override
        public FunctionInstance instantiate(Arguments arguments, Application application) {
            return packet -> true;
        }
    }

    @Test
    void shouldTellTheDefinitionOfAClassAsItsJarHadItAndElseAsItIsAnnotated() throws IOException {
        final Path index = index(jar("a.jar", FUNCTION.formatted("PASS").replace("org.example.Pass", Annotated.class.getName())));
        assertThat(ComponentIndex.read(index).definition(Annotated.class).library()).isEqualTo("jarlib");
        assertThat(ComponentIndex.read(folder.resolve("none")).definition(Annotated.class).library()).isEqualTo("annotated");
    }

    @Test
    void shouldKnowTheComponentsOfAJarWithoutALookIntoIt() throws IOException {
        final Path file = jar("a.jar", FUNCTION.formatted("PASS"));
        final Path index = index(file);
        final FileTime time = Files.getLastModifiedTime(file);
        Files.write(file, new byte[(int) Files.size(file)]);
        Files.setLastModifiedTime(file, time);

        try (ComponentJar jar = open(index, file)) {
            assertThat(jar.problems()).isEmpty();
            assertThat(jar.file()).isEqualTo(file);
            final FunctionProvider provider = jar.functions().getFirst();
            assertThat(provider.definition().library()).isEqualTo("jarlib");
            assertThat(provider.definition().function()).isEqualTo("PASS");
            assertThat(provider.definition().description()).isEqualTo("lets <all> pass");
            assertThat(provider.definition().arguments()).hasSize(2);
            assertThat(provider.bundle()).isEqualTo("jar.bundle");
            assertThat(provider.version()).isEqualTo("2.3.4");
        }
    }

    @Test
    void shouldLookIntoAJarThatHasChanged() throws IOException {
        final Path file = jar("a.jar", FUNCTION.formatted("PASS"));
        final Path index = index(file);

        jar("a.jar", FUNCTION.formatted("ANOTHER"));
        assertThat(functions(open(index, file))).as("another size").containsExactly("ANOTHER");

        final Path same = jar("a.jar", FUNCTION.formatted("KEEP"));
        Files.setLastModifiedTime(same, FileTime.fromMillis(1));
        assertThat(functions(open(index, same))).as("another time").containsExactly("KEEP");
    }

    @Test
    void shouldLookIntoAJarThatIsNotInTheIndex() throws IOException {
        final Path index = index(jar("a.jar", FUNCTION.formatted("PASS")));
        final Path other = jar("b.jar", FUNCTION.formatted("OTHER"));

        assertThat(functions(open(index, other))).containsExactly("OTHER");
        assertThatThrownBy(() -> open(index, folder.resolve("missing.jar"))).isInstanceOf(MapiException.class)
            .hasMessageContaining("missing.jar");
    }

    @Test
    void shouldTellTheProblemsOfAJarEachTime() throws IOException {
        final Path file = jar("a.jar", "<component");
        final Path index = index(file);

        for (int i = 0; i < 2; i++) {
            try (ComponentJar jar = open(index, file)) {
                assertThat(jar.problems()).singleElement().asString().contains("OSGI-INF/f.xml is no XML");
            }
        }
    }

    @Test
    void shouldDoWithoutAnIndexThatIsMissingOrBroken() throws IOException {
        final Path file = jar("a.jar", FUNCTION.formatted("PASS"));
        final Path index = index(file);
        final byte[] whole = Files.readAllBytes(index);
        for (int length = 0; length < whole.length; length++) {
            Files.write(index, Arrays.copyOf(whole, length));
            assertThat(functions(open(index, file))).containsExactly("PASS");
        }
        Files.delete(index);
        assertThat(functions(open(index, file))).containsExactly("PASS");
    }
}
