package org.mapi.run.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An installation with one bundle, as commands find it as long as this is open. */
final class TinyInstallation implements AutoCloseable {
    private static final String HOME = "mapi.home";

    /** Makes it in an empty folder, and has commands find it there. */
    TinyInstallation(Path home) throws IOException {
        Files.createDirectory(home.resolve("etc"));
        Files.createDirectory(home.resolve("lib"));
        Files.createDirectory(home.resolve("bundle"));
        Files.writeString(home.resolve("etc/logback.xml"), "<configuration/>");
        BundleJar.write(home.resolve("bundle/one.jar"), "one", "1.0.0");
        Files.writeString(home.resolve("lib/appliance.bndrun"), "-runbundles: one;version='[1,2)';startlevel=10\n");
        System.setProperty(HOME, home.toString());
    }

    @Override
    public void close() {
        System.clearProperty(HOME);
    }
}
