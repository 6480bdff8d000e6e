package org.mapi.run.rules;

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

/** The functions of all libraries on the class path, found as the appliance finds them: by the components of bundles. */
final class DeclaredFunctions {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final Pattern IMPLEMENTATION = Pattern.compile("<implementation class=\"([^\"]+)\"");
    /** The libraries of the original in the order in which they are searched; others follow by name. */
    private static final List<String> ORDER = List.of("stdflib", "extraflib", "anonflib", "trackflib", "ipfixflib");
    /** What docs/tutorial.md explains is no part of the appliance. */
    private static final List<String> ELSEWHERE = List.of("tutlib");

    private DeclaredFunctions() { }

    /** The definitions of all functions, by library and name. */
    static List<FunctionDefinition> all() throws IOException, ClassNotFoundException {
        final List<FunctionDefinition> definitions = new ArrayList<>();
        for (URL manifest : Collections.list(DeclaredFunctions.class.getClassLoader().getResources(MANIFEST))) {
            for (String path : components(manifest)) {
                final FunctionDefinition definition = definition(manifest, path);
                if (definition != null && !ELSEWHERE.contains(definition.library())) {
                    definitions.add(definition);
                }
            }
        }
        definitions.sort(Comparator.comparingInt(DeclaredFunctions::order).thenComparing(FunctionDefinition::library)
            .thenComparing(FunctionDefinition::function));
        return definitions;
    }

    private static int order(FunctionDefinition definition) {
        final int order = ORDER.indexOf(definition.library());
        return order < 0 ? ORDER.size() : order;
    }

    private static List<String> components(URL manifest) throws IOException {
        try (InputStream in = manifest.openStream()) {
            final String header = new Manifest(in).getMainAttributes().getValue("Service-Component");
            return header == null ? List.of() : List.of(header.trim().split("\\s*,\\s*"));
        }
    }

    private static FunctionDefinition definition(URL manifest, String path) throws IOException, ClassNotFoundException {
        final String place = manifest.toString();
        final URL component = URI.create(place.substring(0, place.length() - MANIFEST.length()) + path).toURL();
        try (InputStream in = component.openStream()) {
            final String xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (!xml.contains("interface=\"" + Function.class.getName() + "\"")) {
                return null;
            }
            final Matcher matcher = IMPLEMENTATION.matcher(xml);
            if (!matcher.find()) {
                throw new IOException(component + " names no class");
            }
            return Class.forName(matcher.group(1), false, DeclaredFunctions.class.getClassLoader())
                .getAnnotation(FunctionDefinition.class);
        }
    }
}
