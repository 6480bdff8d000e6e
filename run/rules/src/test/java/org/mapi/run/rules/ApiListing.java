package org.mapi.run.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/** Lists what a bundle exports: every public and protected type, method and field of its exported packages, a line each. */
final class ApiListing {
    private final JarFile jar;
    private final TreeSet<String> lines = new TreeSet<>();

    private ApiListing(JarFile jar) {
        this.jar = jar;
    }

    static List<String> of(Path bundle) throws IOException {
        try (JarFile jar = new JarFile(bundle.toFile())) {
            final ApiListing listing = new ApiListing(jar);
            final List<String> packages = exported(jar.getManifest().getMainAttributes().getValue("Export-Package"));
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements();) {
                final String name = entries.nextElement().getName();
                final int slash = name.lastIndexOf('/');
                if (name.endsWith(".class") && slash > 0 && packages.contains(name.substring(0, slash).replace('/', '.'))) {
                    listing.add(name);
                }
            }
            return List.copyOf(listing.lines);
        }
    }

    /** Package names of an Export-Package header: what stands before the first ';' outside of quotes. */
    static List<String> exported(String header) {
        if (header == null) {
            return List.of();
        }
        return Arrays.stream(header.replaceAll("\"[^\"]*\"", "").split(",")).map(clause -> clause.split(";")[0].trim())
            .sorted(Comparator.naturalOrder()).collect(Collectors.toList());
    }

    private void add(String entry) {
        try {
            final ClassModel model = ClassFile.of().parse(jar.getInputStream(jar.getEntry(entry)).readAllBytes());
            final String type = model.thisClass().asInternalName().replace('/', '.');
            if (!visible(model.flags()) || type.endsWith("package-info") || !outerVisible(model)) {
                return;
            }
            lines.add(type + " extends " + model.superclass().map(c -> c.asInternalName()).orElse("-") + " implements "
                + model.interfaces().stream().map(c -> c.asInternalName()).sorted().toList() + " " + flags(model.flags()));
            model.methods().stream().filter(method -> visible(method.flags())).forEach(method -> lines.add(line(type, method)));
            model.fields().stream().filter(field -> visible(field.flags())).forEach(field -> lines.add(line(type, field)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean outerVisible(ClassModel model) {
        return model.findAttribute(Attributes.innerClasses()).stream().flatMap(inner -> inner.classes().stream())
            .filter(inner -> inner.innerClass().equals(model.thisClass()))
            .allMatch(inner -> inner.has(AccessFlag.PUBLIC) || inner.has(AccessFlag.PROTECTED));
    }

    private static boolean visible(AccessFlags flags) {
        return (flags.has(AccessFlag.PUBLIC) || flags.has(AccessFlag.PROTECTED)) && !flags.flags().contains(AccessFlag.SYNTHETIC);
    }

    private static String line(String type, MethodModel method) {
        return type + "#" + method.methodName().stringValue() + method.methodType().stringValue() + " " + flags(method.flags());
    }

    private static String line(String type, FieldModel field) {
        return type + "#" + field.fieldName().stringValue() + ":" + field.fieldType().stringValue() + " " + flags(field.flags());
    }

    private static List<AccessFlag> flags(AccessFlags flags) {
        return flags.flags().stream().filter(flag -> flag != AccessFlag.SUPER && flag != AccessFlag.VARARGS)
            .sorted(Comparator.comparing(Enum::name)).toList();
    }
}
