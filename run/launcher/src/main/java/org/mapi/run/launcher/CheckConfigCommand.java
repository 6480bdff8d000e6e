package org.mapi.run.launcher;

import java.util.concurrent.Callable;
import org.mapi.core.engine.config.ConfigurationProblem;
import org.mapi.run.launcher.monitor.FlowObjection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mapi check-config}: tells whether an appliance could start, and everything that is in its way. */
@Command(name = "check-config", mixinStandardHelpOptions = true,
        description = "Checks folders, permissions, address and port and the configuration files, options of drivers and"
                + " functions of flows included; starts and changes nothing.")
final class CheckConfigCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SettingsOptions options;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        Settings settings = options.settings();
        int failures = 0;
        boolean running = isRunning(settings.runDirectory());
        for (ConfigurationCheck check : StartChecks.ALL) {
            try {
                check.check(settings);
                out.println("ok     " + check.name());
            } catch (UserError e) {
                // The appliance whose files are checked holds its port itself.
                boolean own = running && check.name().equals(StartChecks.PORT);
                failures += own ? 0 : 1;
                out.println((own ? "note   " : "error  ") + check.name() + ": " + e.getMessage());
            }
        }
        for (ConfigurationProblem objection : MapiConfCheck.objections(settings)) {
            failures += objection.fatal() ? 1 : 0;
            out.println((objection.fatal() ? "error  " : "warn   ") + "devices: " + objection);
        }
        for (FlowObjection objection : MapiConfCheck.flowObjections(settings)) {
            failures += objection.certain() ? 1 : 0;
            out.println((objection.certain() ? "error  " : "warn   ") + "flows: " + objection.message());
        }
        MapiConfCheck.warnings(settings).forEach(warning -> out.println("warn   " + MapiConfCheck.NAME + ": " + warning));
        if (running) {
            out.println("note   an appliance runs in " + settings.runDirectory().path() + " and may be what holds the port");
        }
        out.flush();
        return failures == 0 ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private static boolean isRunning(RunDirectory directory) {
        try {
            return InstanceLock.isHeld(directory);
        } catch (UserError e) {
            // the check of the run directory has told it
            return false;
        }
    }
}
