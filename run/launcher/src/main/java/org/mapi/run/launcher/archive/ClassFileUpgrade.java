package org.mapi.run.launcher.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Brings the classes of old jars into a class-file format that the JVM's archive of classes accepts: it takes none from before
 * Java 6, and without it the command line's parser alone takes 0.2 s to load. The instructions stay, stack maps are added, so the
 * JVM verifies the result as it does any class.
 */
final class ClassFileUpgrade {
    private static final ClassFileVersion OLDEST_ARCHIVED = ClassFileVersion.of(ClassFile.JAVA_6_VERSION, 0);
    private static final ClassFileVersion WITH_STACK_MAPS = ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0);

    private final ClassFile format;

    private ClassFileUpgrade(ClassLoader classPath) {
        final ClassHierarchyResolver types = ClassHierarchyResolver.ofResourceParsing(classPath)
            .orElse(ClassHierarchyResolver.defaultResolver());
        format = ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS, ClassFile.ClassHierarchyResolverOption.of(types));
    }

    /**
     * Rewrites the jars of a folder that need it; a jar is replaced whole or stays as it was.
     *
     * @param folder the folder
     * @return names of the jars that were rewritten
     */
    static List<String> upgrade(Path folder) throws IOException {
        final List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            files.forEach(jars::add);
        }
        final List<String> rewritten = new ArrayList<>();
        try (URLClassLoader classPath = new URLClassLoader(urls(jars), ClassLoader.getPlatformClassLoader())) {
            final ClassFileUpgrade upgrade = new ClassFileUpgrade(classPath);
            for (Path jar : jars) {
                if (upgrade.isNeeded(jar)) {
                    upgrade.rewrite(jar);
                    rewritten.add(jar.getFileName().toString());
                }
            }
        }
        return rewritten;
    }

    private static URL[] urls(List<Path> jars) throws MalformedURLException {
        final URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        return urls;
    }

    private boolean isNeeded(Path jar) throws IOException {
        try (JarFile archive = new JarFile(jar.toFile())) {
            for (ZipEntry entry : archive.stream().filter(ClassFileUpgrade::isClass).toList()) {
                if (isOld(format.parse(bytes(archive, entry)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private void rewrite(Path jar) throws IOException {
        final Path part = jar.resolveSibling("." + jar.getFileName() + ".part");
        try (JarFile archive = new JarFile(jar.toFile());
             OutputStream file = Files.newOutputStream(part); ZipOutputStream out = new ZipOutputStream(file)) {
            for (ZipEntry entry : archive.stream().toList()) {
                final ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                out.write(isClass(entry) ? upgraded(bytes(archive, entry)) : bytes(archive, entry));
                out.closeEntry();
            }
        }
        Files.move(part, jar, StandardCopyOption.ATOMIC_MOVE);
    }

    private byte[] upgraded(byte[] bytes) {
        final ClassModel old = format.parse(bytes);
        if (!isOld(old)) {
            return bytes;
        }
        // a body that is handed on element by element is written anew, with its stack map
        final ClassTransform bodies = ClassTransform.transformingMethodBodies((body, element) -> body.with(element));
        return format.transformClass(old, bodies.andThen((written, element) ->
            written.with(element instanceof ClassFileVersion ? WITH_STACK_MAPS : element)));
    }

    private static boolean isOld(ClassModel model) {
        return model.majorVersion() < OLDEST_ARCHIVED.majorVersion();
    }

    private static boolean isClass(ZipEntry entry) {
        return entry.getName().endsWith(".class");
    }

    private static byte[] bytes(JarFile archive, ZipEntry entry) throws IOException {
        try (InputStream in = archive.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
