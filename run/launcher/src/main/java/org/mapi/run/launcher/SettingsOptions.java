package org.mapi.run.launcher;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say how an appliance shall run, for {@code start} and {@code check-config}. */
final class SettingsOptions {

    @Mixin
    private RunDirectoryOption runDirectory = new RunDirectoryOption();

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address of the web console (default: 127.0.0.1).")
    private String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the web console (default: 8080).")
    private String port;

    @Option(names = "--load", paramLabel = "DIR",
            description = "Folder watched for bundles that are dropped in (default: load in the run directory).")
    private Path load;

    /** Returns options, environment and file combined, in this order of precedence. */
    Settings settings() {
        return settings(System::getenv);
    }

    Settings settings(UnaryOperator<String> environment) {
        Installation installation = Installation.current();
        PropertiesFile file = PropertiesFile.read(installation.etc().resolve(PropertiesFile.NAME));
        RunDirectory directory = runDirectory.directory();
        String loadName = first(load == null ? null : load.toString(), environment.apply("MAPI_LOAD"), file.get("load"),
                directory.path().resolve("load").toString());
        return new Settings(installation, directory,
                first(host, environment.apply("MAPI_HOST"), file.get("host"), "127.0.0.1"),
                number("port", first(port, environment.apply("MAPI_PORT"), file.get("port"), "8080"), 1, 65535),
                Path.of(loadName).toAbsolutePath().normalize(),
                number("stop-deadline-s", first(file.get("stop-deadline-s"), "10"), 1, 600),
                file.frameworkProperties());
    }

    private static String first(String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null && !candidate.isEmpty()) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("the last candidate is a default and never empty");
    }

    private static int number(String name, String text, int least, int most) {
        try {
            int value = Integer.parseInt(text.strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, with the range
        }
        throw new UserError(ExitStatus.USAGE, name + ": '" + text + "', expected a number from " + least + " to " + most);
    }
}
