package org.mapi.run.launcher;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names an appliance: every command that talks to one mixes this in. */
public final class RunDirectoryOption {

    @Option(names = "--dir", paramLabel = "DIR",
            description = "Run directory of the appliance: its lock, socket, password, logs (default: MAPI_RUN_DIR or var beside"
                    + " the program).")
    private Path directory;

    /** Returns the run directory that option, environment or installation name; it need not exist. */
    public RunDirectory directory() {
        if (directory != null) {
            return new RunDirectory(directory);
        }
        String environment = System.getenv("MAPI_RUN_DIR");
        return new RunDirectory(environment != null && !environment.isEmpty()
                ? Path.of(environment) : Installation.current().defaultRunDirectory());
    }
}
