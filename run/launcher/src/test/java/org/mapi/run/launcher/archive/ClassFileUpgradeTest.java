package org.mapi.run.launcher.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ClassFileUpgradeTest {
    @TempDir
    private Path folder;

    private Path picocli() throws Exception {
        final Path installed = Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return Files.copy(installed, folder.resolve("parser.jar"));
    }

    @Test
    void shouldMakeOldClassesAcceptableAndKeepEveryFile() throws Exception {
        final Path jar = picocli();
        final List<String> before = names(jar);
        assertThat(oldest(jar)).isLessThan(ClassFile.JAVA_6_VERSION);

        assertThat(ClassFileUpgrade.upgrade(folder)).containsExactly("parser.jar");

        assertThat(names(jar)).isEqualTo(before);
        assertThat(oldest(jar)).isGreaterThanOrEqualTo(ClassFile.JAVA_6_VERSION);
        assertThat(ClassFileUpgrade.upgrade(folder)).as("nothing is left to do").isEmpty();
    }

    @Test
    void shouldWriteClassesThatTheVirtualMachineVerifies() throws Exception {
        final Path jar = picocli();
        ClassFileUpgrade.upgrade(folder);

        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            int linked = 0;
            for (String name : names(jar)) {
                // the class for Groovy needs Groovy
                if (name.endsWith(".class") && !name.contains("groovy") && !name.contains("module-info")) {
                    final String type = name.substring(0, name.length() - 6).replace('/', '.');
                    Class.forName(type, true, loader);
                    linked++;
                }
            }
            assertThat(linked).isGreaterThan(150);
        }
    }

    private static List<String> names(Path jar) throws IOException {
        try (JarFile archive = new JarFile(jar.toFile())) {
            return archive.stream().map(ZipEntry::getName).toList();
        }
    }

    private static int oldest(Path jar) throws IOException {
        try (JarFile archive = new JarFile(jar.toFile())) {
            int oldest = Integer.MAX_VALUE;
            for (ZipEntry entry : archive.stream().filter(each -> each.getName().endsWith(".class")).toList()) {
                oldest = Math.min(oldest, ClassFile.of().parse(archive.getInputStream(entry).readAllBytes()).majorVersion());
            }
            return oldest;
        }
    }
}
