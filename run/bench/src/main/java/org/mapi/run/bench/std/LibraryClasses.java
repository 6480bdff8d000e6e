package org.mapi.run.bench.std;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;

/** The functions of all libraries on the class path: who adds a library to this module's dependencies has it measured. */
final class LibraryClasses {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final Pattern IMPLEMENTATION = Pattern.compile("<implementation class=\"([^\"]+)\"");

    private LibraryClasses() { }

    /** The classes of all functions, by library and name. */
    static List<Class<? extends Function>> all() throws IOException, ClassNotFoundException {
        final List<Class<? extends Function>> functions = new ArrayList<>();
        for (URL manifest : Collections.list(LibraryClasses.class.getClassLoader().getResources(MANIFEST))) {
            try (InputStream in = manifest.openStream()) {
                final String header = new Manifest(in).getMainAttributes().getValue("Service-Component");
                for (String path : header == null ? new String[0] : header.trim().split("\\s*,\\s*")) {
                    add(functions, manifest.toString(), path);
                }
            }
        }
        functions.sort(Comparator.comparing((Class<?> type) -> definition(type).library())
            .thenComparing(type -> definition(type).function()));
        return functions;
    }

    private static void add(List<Class<? extends Function>> functions, String manifest, String path)
            throws IOException, ClassNotFoundException {
        final URL component = URI.create(manifest.substring(0, manifest.length() - MANIFEST.length()) + path).toURL();
        try (InputStream in = component.openStream()) {
            final String xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            final Matcher matcher = IMPLEMENTATION.matcher(xml);
            if (xml.contains("interface=\"" + Function.class.getName() + "\"") && matcher.find()) {
                final Class<?> type = Class.forName(matcher.group(1));
                if (definition(type) != null) {
                    functions.add(type.asSubclass(Function.class));
                }
            }
        }
    }

    /** A function's definition. */
    static FunctionDefinition definition(Class<?> type) {
        return type.getAnnotation(FunctionDefinition.class);
    }
}
