package org.mapi.core.engine.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.xml.stream.XMLStreamException;

/**
 * What a bundle's jar says of its components.
 *
 * @param bundle     symbolic name, or empty
 * @param version    version, or empty
 * @param components component descriptions by their path in the jar, in the manifest's order
 * @param problems   what could not be read and why, for people
 */
record DeclaredJar(String bundle, String version, Map<String, DeclaredComponent> components, List<String> problems) {
    private static final int LONGEST_DESCRIPTION = 1 << 20;

    /**
     * Reads it from the jar.
     *
     * @throws IOException when it is not readable or no jar
     */
    static DeclaredJar read(Path jar) throws IOException {
        final Map<String, DeclaredComponent> components = new LinkedHashMap<>();
        final List<String> problems = new ArrayList<>();
        try (JarFile archive = new JarFile(jar.toFile())) {
            final Manifest manifest = archive.getManifest();
            if (manifest == null) {
                return new DeclaredJar("", "", components, List.of("no manifest, so no components"));
            }
            final Attributes main = manifest.getMainAttributes();
            for (String path : header(main, "Service-Component").split(",")) {
                if (!path.isBlank()) {
                    component(archive, path.trim(), components, problems);
                }
            }
            return new DeclaredJar(header(main, "Bundle-SymbolicName").split(";", 2)[0].trim(), header(main, "Bundle-Version"),
                components, problems);
        }
    }

    private static String header(Attributes attributes, String name) {
        final String value = attributes.getValue(name);
        return value == null ? "" : value.trim();
    }

    private static void component(JarFile archive, String path, Map<String, DeclaredComponent> components,
                                  List<String> problems) throws IOException {
        final ZipEntry entry = archive.getEntry(path);
        if (entry == null || entry.getSize() > LONGEST_DESCRIPTION) {
            problems.add("component description " + path + " is " + (entry == null ? "missing" : "longer than 1 MiB"));
            return;
        }
        try (InputStream xml = archive.getInputStream(entry)) {
            components.put(path, DeclaredComponent.read(xml));
        } catch (XMLStreamException e) {
            problems.add("component description " + path + " is no XML: " + e.getMessage());
        }
    }
}
