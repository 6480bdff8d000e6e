package org.mapi.core.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDriver;
import org.mapi.function.ArgumentType;
import org.mapi.function.Function;

class ComponentJarTest {
    private static final String FUNCTION = """
        <?xml version="1.0"?>
        <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="jar.function">
          <property name="mapi.library" type="String" value="jarlib"/>
          <property name="mapi.function" type="String" value="PASS"/>
          <property name="mapi.description" type="String" value="lets &lt;all&gt; pass"/>
          <property name="mapi.arguments" type="String">first:i:a number&#xa;second:s=x:text</property>
          <property name="mapi.filters" type="Boolean" value="true"/>
          <service><provide interface="org.mapi.function.Function"/></service>
          %s
          <implementation class="%s"/>
        </scr:component>
        """;
    private static final String DRIVER = """
        <component name="jar.driver" immediate="true">
          <implementation class="%s"/>
          <property name="mapi.driver" value="jardriver"/>
          <service><provide interface="org.mapi.capture.CaptureDriver"/></service>
        </component>
        """;

    @TempDir
    private Path folder;
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    @BeforeEach
    void addClass() throws IOException {
        final String name = PlainProvidersTest.Passing.class.getName().replace('.', '/') + ".class";
        try (var in = ComponentJarTest.class.getClassLoader().getResourceAsStream(name)) {
            entries.put(name, in.readAllBytes());
        }
    }

    private Path jar(String components) throws IOException {
        final Manifest manifest = new Manifest();
        final Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-SymbolicName", "jar.bundle;singleton:=true");
        main.putValue("Bundle-Version", "2.3.4");
        if (components != null) {
            main.putValue("Service-Component", components);
        }
        final Path file = folder.resolve("jar.bundle-2.3.4.jar");
        try (OutputStream out = Files.newOutputStream(file); JarOutputStream archive = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                archive.putNextEntry(new ZipEntry(entry.getKey()));
                archive.write(entry.getValue());
            }
        }
        return file;
    }

    private void put(String name, String content) {
        entries.put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private static ComponentJar open(Path file) {
        return ComponentJar.open(file, ComponentJarTest.class.getClassLoader());
    }

    @Test
    void shouldProvideFunctionsAndDriversOfAJar() throws IOException {
        put("OSGI-INF/f.xml", FUNCTION.formatted("", PlainProvidersTest.Passing.class.getName()));
        put("OSGI-INF/d.xml", DRIVER.formatted("no.such.Driver"));
        try (ComponentJar opened = open(jar("OSGI-INF/f.xml, OSGI-INF/d.xml"))) {
            assertThat(opened.problems()).isEmpty();
            final FunctionProvider function = opened.functions().get(0);
            assertThat(function.definition().qualifiedName()).isEqualTo("jarlib:PASS");
            assertThat(function.definition().description()).isEqualTo("lets <all> pass");
            assertThat(function.definition().filters()).isTrue();
            assertThat(function.definition().arguments()).extracting("name", "type", "defaultValue").containsExactly(
                tuple("first", ArgumentType.INT, null),
                tuple("second", ArgumentType.STRING, "x"));
            assertThat(function.origin()).isEqualTo("jar.bundle 2.3.4");
            final Function object = function.acquire();
            assertThat(object.getClass().getName()).isEqualTo(PlainProvidersTest.Passing.class.getName());
            assertThat(object.getClass()).as("class of the jar, not of the class path")
                .isNotSameAs(PlainProvidersTest.Passing.class);
            assertThat(opened.drivers()).extracting(DriverProvider::name).containsExactly("jardriver");
            assertThatThrownBy(() -> opened.drivers().get(0).acquire()).isInstanceOf(MapiException.class)
                .hasMessageContaining("no.such.Driver");
        }
    }

    @Test
    void shouldRejectAWrongDefinitionVisibly() throws IOException {
        put("OSGI-INF/f.xml", FUNCTION.formatted("", "x.Y").replace("first:i:", "first:q:"));
        try (ComponentJar opened = open(jar("OSGI-INF/f.xml"))) {
            assertThat(opened.functions()).isEmpty();
            assertThat(opened.rejected()).singleElement().satisfies(bad -> {
                assertThat(bad.library()).isEqualTo("jarlib");
                assertThat(bad.function()).isEqualTo("PASS");
                assertThat(bad.reason()).contains("first:q:a number");
            });
        }
    }

    @Test
    void shouldReportWhatNeedsTheFramework() throws IOException {
        put("OSGI-INF/f.xml", FUNCTION.formatted("<reference name=\"x\" interface=\"some.Service\"/>", "x.Y"));
        try (ComponentJar opened = open(jar("OSGI-INF/f.xml"))) {
            assertThat(opened.functions()).isEmpty();
            assertThat(opened.problems()).singleElement().asString().contains("OSGI-INF/f.xml").contains("some.Service");
        }
    }

    @Test
    void shouldReportDescriptionsThatAreMissingOrNoXml() throws IOException {
        put("OSGI-INF/bad.xml", "<component><property name='x'");
        put("OSGI-INF/dtd.xml", "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><component>&e;</component>");
        try (ComponentJar opened = open(jar("OSGI-INF/none.xml,OSGI-INF/bad.xml,OSGI-INF/dtd.xml"))) {
            assertThat(opened.problems()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(opened.problems().get(0)).contains("OSGI-INF/none.xml is missing");
            assertThat(opened.problems().get(1)).contains("OSGI-INF/bad.xml is no XML");
            assertThat(opened.functions()).isEmpty();
        }
    }

    @Test
    void shouldIgnoreOtherComponentsAndJarsWithoutAny() throws IOException {
        put("OSGI-INF/o.xml", "<component><implementation class='x.Y'/>"
            + "<service><provide interface='z.Z'/></service></component>");
        try (ComponentJar opened = open(jar("OSGI-INF/o.xml"))) {
            assertThat(opened.functions()).isEmpty();
            assertThat(opened.problems()).isEmpty();
        }
        try (ComponentJar opened = open(jar(null))) {
            assertThat(opened.functions()).isEmpty();
        }
    }

    @Test
    void shouldReportADriverWithoutName() throws IOException {
        put("OSGI-INF/d.xml", DRIVER.formatted("x.Y").replace("mapi.driver", "other"));
        try (ComponentJar opened = open(jar("OSGI-INF/d.xml"))) {
            assertThat(opened.drivers()).isEmpty();
            assertThat(opened.problems()).singleElement().asString().contains("mapi.driver");
        }
        assertThat(CaptureDriver.class.getName()).isEqualTo("org.mapi.capture.CaptureDriver");
    }

    @Test
    void shouldRefuseWhatIsNoJar() throws IOException {
        final Path file = Files.writeString(folder.resolve("broken.jar"), "this is no archive");
        assertThatThrownBy(() -> open(file)).isInstanceOf(MapiException.class).hasMessageContaining("broken.jar")
            .extracting(error -> ((MapiException) error).error()).isEqualTo(MapiError.MAPI_LIBRARY_LOAD_ERR);
        assertThatThrownBy(() -> open(folder.resolve("absent.jar"))).isInstanceOf(MapiException.class)
            .hasMessageContaining("absent.jar");
    }
}
