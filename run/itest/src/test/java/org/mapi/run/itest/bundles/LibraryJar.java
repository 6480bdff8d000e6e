package org.mapi.run.itest.bundles;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A bundle's jar in the making: another version of one that exists, or one put together from classes. */
public final class LibraryJar {
    private final Manifest manifest = new Manifest();
    private final Map<String, byte[]> entries = new HashMap<>();

    private LibraryJar() { }

    /** A copy of a jar. */
    public static LibraryJar copyOf(Path jar) throws IOException {
        final LibraryJar copy = new LibraryJar();
        try (JarFile file = new JarFile(jar.toFile())) {
            copy.manifest.getMainAttributes().putAll(file.getManifest().getMainAttributes());
            for (JarEntry entry : Collections.list(file.entries())) {
                if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    try (InputStream in = file.getInputStream(entry)) {
                        copy.entries.put(entry.getName(), in.readAllBytes());
                    }
                }
            }
        }
        return copy;
    }

    /** A bundle without content. */
    public static LibraryJar named(String symbolicName) {
        final LibraryJar jar = new LibraryJar();
        jar.manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        return jar.with("Bundle-ManifestVersion", "2").with("Bundle-SymbolicName", symbolicName).with("Bundle-Version", "1.0.0");
    }

    /** Sets a header. */
    public LibraryJar with(String header, String value) {
        manifest.getMainAttributes().putValue(header, value);
        return this;
    }

    /** Puts a file in, in place of one of that name. */
    public LibraryJar with(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    /** Puts a class of the tests in. */
    public LibraryJar with(Class<?> type) throws IOException {
        return with(type, "");
    }

    /** Puts a class of the tests in that is nested in another. */
    public LibraryJar with(Class<?> type, String suffix) throws IOException {
        final String name = type.getName().replace('.', '/') + suffix + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
            return with(name, in.readAllBytes());
        }
    }

    /** Writes it, all or nothing: under a hidden name first, then in place of what was there. */
    public Path write(Path jar) throws IOException {
        final Path hidden = jar.resolveSibling("." + jar.getFileName());
        try (OutputStream out = Files.newOutputStream(hidden); JarOutputStream zip = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new JarEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return Files.move(hidden, jar, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A header of a jar, null where it has none; parameters are cut off. */
    public static String header(Path jar, String name) {
        try (JarFile file = new JarFile(jar.toFile())) {
            final String value = file.getManifest().getMainAttributes().getValue(name);
            return value == null ? null : value.replaceAll(";.*", "").trim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
