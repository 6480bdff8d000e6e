package org.mapi.run.launcher;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mapi list}: what the running appliance has, as its shell shows it. */
@Command(name = "list", mixinStandardHelpOptions = true,
        description = "Lists devices, libraries, functions or flows of the running appliance.")
final class ListCommand implements Callable<Integer> {

    /** What can be listed. */
    enum Subject { DEVICES, LIBRARIES, FUNCTIONS, FLOWS }

    @Mixin
    private RunDirectoryOption directory;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Parameters(paramLabel = "WHAT", description = "One of devices, libraries, functions, flows.")
    private Subject subject;

    @Override
    public Integer call() {
        try (ControlClient client = ControlClient.connect(directory.directory())) {
            final String command = "mapi:" + subject.name().toLowerCase(Locale.ROOT) + (json ? " --json" : "");
            return client.gogo(command, System.out, System.err);
        }
    }
}
