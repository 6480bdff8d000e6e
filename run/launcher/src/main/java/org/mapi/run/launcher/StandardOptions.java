package org.mapi.run.launcher;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --help} and {@code --version} of commands that are described in code. */
public final class StandardOptions {

    private StandardOptions() {
    }

    /**
     * Adds both.
     *
     * @param command the description of a command; not null
     * @return the same
     */
    public static CommandSpec addTo(CommandSpec command) {
        return command
                .addOption(OptionSpec.builder("-h", "--help").usageHelp(true)
                        .description("Show this help message and exit.").build())
                .addOption(OptionSpec.builder("-V", "--version").versionHelp(true)
                        .description("Print version information and exit.").build());
    }
}
