package org.mapi.run.launcher;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What must hold before an appliance may start; {@code start} stops at the first that does not, {@code check-config} tells
 * all.
 */
final class StartChecks {

    /** Name of the check that an appliance in the same run directory spoils. */
    static final String PORT = "address and port";

    /** Every check. Checks of further configuration files are added here. */
    static final List<ConfigurationCheck> ALL = List.of(
            new Named("installation", StartChecks::installation),
            new Named("run directory", settings -> settings.runDirectory().check()),
            new Named("load folder", settings -> new LoadFolder(settings.load()).check()),
            new Named(PORT, StartChecks::port),
            new Named("log configuration", StartChecks::logging),
            new Named("mapi.conf", MapiConfCheck::check));

    private StartChecks() {
    }

    private record Named(String name, Body body) implements ConfigurationCheck {

        @Override
        public void check(Settings settings) {
            body.check(settings);
        }

        /** The check itself. */
        private interface Body {
            void check(Settings settings);
        }
    }

    /** The error of a second appliance in one run directory. */
    static UserError alreadyRunning(RunDirectory directory) {
        OptionalLong pid = directory.readPid();
        return new UserError("an appliance already runs in " + directory.path()
                + (pid.isPresent() ? " (process " + pid.getAsLong() + ")" : "")
                        + "; stop it with 'mapi stop' or name another --dir");
    }

    private static void installation(Settings settings) {
        RunList.read(settings.installation().runList(), settings.installation().bundles());
    }

    private static void port(Settings settings) {
        InetAddress address;
        try {
            address = InetAddress.getByName(settings.host());
        } catch (UnknownHostException e) {
            throw new UserError("host: '" + settings.host()
                    + "' is not known, expected an address of this machine such as 127.0.0.1");
        }
        try {
            new ServerSocket(settings.port(), 1, address).close();
        } catch (BindException e) {
            throw new UserError("port " + settings.port() + " of " + settings.host() + " cannot be used: " + e.getMessage()
                    + "; choose another with --port or --host");
        } catch (IOException e) {
            throw new UserError("port " + settings.port() + " of " + settings.host() + " cannot be used: " + e.getMessage());
        }
    }

    private static void logging(Settings settings) {
        Path file = settings.installation().etc().resolve("logback.xml");
        if (!Files.isReadable(file)) {
            throw new UserError(file + " is not a readable file; it says what is logged where");
        }
    }
}
