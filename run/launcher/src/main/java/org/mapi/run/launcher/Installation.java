package org.mapi.run.launcher;

import java.nio.file.Path;

/**
 * Where the program itself lies. The script passes the folders as system properties; nothing in them is ever written.
 *
 * @param home folder with {@code bundle/} and {@code lib/}, absolute
 * @param etc folder with {@code appliance.properties}, {@code logback.xml} and {@code mapi.conf}, absolute
 * @param defaultRunDirectory run directory when nobody names one, absolute
 */
public record Installation(Path home, Path etc, Path defaultRunDirectory) {

    /**
     * Reads {@code mapi.home}, {@code mapi.etc} and {@code mapi.var}.
     *
     * @throws UserError if {@code mapi.home} is not set, that is, the program was not started by its script
     */
    public static Installation current() {
        String home = System.getProperty("mapi.home");
        if (home == null) {
            throw new UserError("system property mapi.home is not set; start the program by its script 'mapi'");
        }
        Path base = Path.of(home).toAbsolutePath().normalize();
        return new Installation(base, absolute("mapi.etc", base.resolve("etc")), absolute("mapi.var", base.resolve("var")));
    }

    /** Folder of the bundles that make the appliance. */
    public Path bundles() {
        return home.resolve("bundle");
    }

    /** The list of bundles with their start levels. */
    Path runList() {
        return home.resolve("lib").resolve("appliance.bndrun");
    }

    private static Path absolute(String property, Path otherwise) {
        String value = System.getProperty(property);
        return value == null ? otherwise : Path.of(value).toAbsolutePath().normalize();
    }
}
