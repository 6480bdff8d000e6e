package org.mapi.run.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.mapi.core.engine.config.ConfigurationProblem;
import org.mapi.core.engine.config.MapiConf;

/** Checks {@code mapi.conf} as the appliance will read it. No file is no error: then nothing is configured. */
final class MapiConfCheck {
    private static final String NAME = "mapi.conf";

    private MapiConfCheck() { }

    /**
     * Reads the file of the installation.
     *
     * @throws UserError naming every error with its line
     */
    static void check(Settings settings) {
        final Path file = settings.installation().etc().resolve(NAME);
        if (!Files.exists(file)) {
            return;
        }
        final List<ConfigurationProblem> errors = MapiConf.check(file, name -> variable(name, settings)).stream()
                .filter(ConfigurationProblem::fatal).toList();
        if (!errors.isEmpty()) {
            throw new UserError(errors.stream().map(ConfigurationProblem::toString).collect(Collectors.joining("; ")));
        }
    }

    /** The variables that the appliance's framework properties give. */
    private static String variable(String name, Settings settings) {
        return switch (name) {
            case "mapi.home" -> settings.installation().home().toString();
            case "mapi.etc.dir" -> settings.installation().etc().toString();
            case "mapi.run.dir" -> settings.runDirectory().path().toString();
            case "mapi.load.dir" -> settings.load().toString();
            default -> null;
        };
    }
}
