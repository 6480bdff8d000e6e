package org.mapi.run.launcher.monitor;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * The bundle that a class comes from where there is no framework: what the manifest beside it says.
 *
 * @param name    symbolic name, empty where there is none
 * @param version version, empty where there is none
 */
record JarBundle(String name, String version) {
    /** None. */
    static final JarBundle NONE = new JarBundle("", "");

    /** The bundle of a class; reads its jar. */
    static JarBundle of(Class<?> type) {
        final String path = type.getName().replace('.', '/') + ".class";
        final URL place = type.getClassLoader().getResource(path);
        if (place == null) {
            return NONE;
        }
        final String manifest = place.toString().replace(path, "META-INF/MANIFEST.MF");
        try (InputStream in = URI.create(manifest).toURL().openStream()) {
            final Attributes main = new Manifest(in).getMainAttributes();
            final String name = main.getValue("Bundle-SymbolicName");
            final String version = main.getValue("Bundle-Version");
            return name == null ? NONE : new JarBundle(name.split(";", 2)[0].trim(), version == null ? "" : version.trim());
        } catch (IOException e) {
            return NONE;
        }
    }
}
