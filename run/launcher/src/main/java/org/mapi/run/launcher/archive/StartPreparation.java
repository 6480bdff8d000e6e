package org.mapi.run.launcher.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mapi.run.launcher.monitor.PlainAppliance;

/**
 * What the build does once so that commands start sooner: the classes of the command line are brought into a format that the
 * JVM's archive takes ({@link ClassFileUpgrade}), and the components of the function libraries are written into an index.
 */
public final class StartPreparation {
    private StartPreparation() { }

    /**
     * Prepares an assembled appliance.
     *
     * @param args the appliance's folder, with {@code lib} and {@code bundle}
     * @throws IOException if it cannot be read or written
     */
    public static void main(String... args) throws IOException {
        if (args.length != 1 || !Files.isDirectory(Path.of(args[0]).resolve("lib"))) {
            throw new IOException("arguments are " + List.of(args) + ", expected the folder of an assembled appliance");
        }
        final Path home = Path.of(args[0]);
        ClassFileUpgrade.upgrade(home.resolve("lib"));
        PlainAppliance.writeIndex(home.resolve("bundle"));
    }
}
