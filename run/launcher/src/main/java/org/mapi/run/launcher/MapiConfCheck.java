package org.mapi.run.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.mapi.core.engine.config.ConfigurationProblem;
import org.mapi.core.engine.config.DriverObjections;
import org.mapi.core.engine.config.MapiConf;
import org.mapi.run.launcher.monitor.FlowObjection;
import org.mapi.run.launcher.monitor.FlowObjections;
import org.mapi.run.launcher.monitor.PlainAppliance;

/** Checks {@code mapi.conf} as the appliance will read it. No file is no error: then nothing is configured. */
final class MapiConfCheck {
    static final String NAME = "mapi.conf";

    private MapiConfCheck() { }

    /**
     * Reads the file of the installation.
     *
     * @throws UserError naming every error with its line
     */
    static void check(Settings settings) {
        final List<String> errors = problems(settings, true);
        if (!errors.isEmpty()) {
            throw new UserError(String.join("; ", errors));
        }
    }

    /** What the drivers object to in the devices, a line each: unknown options, wrong values. Opens no device. */
    static List<ConfigurationProblem> objections(Settings settings) {
        final Path file = settings.installation().etc().resolve(NAME);
        if (!Files.exists(file)) {
            return List.of();
        }
        final UnaryOperator<String> variables = name -> variable(name, settings);
        final MapiConf conf = MapiConf.read(file, variables);
        if (conf.devices().isEmpty() && conf.sources().isEmpty()) {
            return List.of();
        }
        try (InstalledDrivers drivers = new InstalledDrivers(folders(settings, conf))) {
            return new DriverObjections(drivers.byName(), variables).of(file);
        }
    }

    /** What functions object to in the declared flows, as far as can be told without an appliance. Opens no device. */
    static List<FlowObjection> flowObjections(Settings settings) {
        final Path file = settings.installation().etc().resolve(NAME);
        if (!Files.exists(file)) {
            return List.of();
        }
        final MapiConf conf = MapiConf.read(file, name -> variable(name, settings));
        if (conf.flows().isEmpty()) {
            return List.of();
        }
        final List<Path> folders = new ArrayList<>();
        final List<String> refused = new ArrayList<>();
        for (Path folder : folders(settings, conf)) {
            try {
                new LoadFolder(folder).check();
                folders.add(folder);
            } catch (UserError e) {
                refused.add(e.getMessage());
            }
        }
        try (PlainAppliance appliance = PlainAppliance.configured(settings.installation().bundles(), folders, conf)) {
            final FlowObjections objections = new FlowObjections(appliance, conf, refused);
            return conf.flows().stream().flatMap(flow -> objections.of(flow).stream()).toList();
        }
    }

    /** All folders that bundles come from. */
    private static List<Path> folders(Settings settings, MapiConf conf) {
        return Stream.concat(Stream.of(settings.load()), Stream.concat(conf.drvpath().stream(), conf.libpath().stream()))
            .distinct().toList();
    }

    /** What is no error but hardly meant, such as a key that is not known: a line each. */
    static List<String> warnings(Settings settings) {
        return problems(settings, false);
    }

    private static List<String> problems(Settings settings, boolean fatal) {
        final Path file = settings.installation().etc().resolve(NAME);
        return !Files.exists(file) ? List.of() : MapiConf.check(file, name -> variable(name, settings)).stream()
                .filter(problem -> problem.fatal() == fatal).map(ConfigurationProblem::toString).toList();
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
