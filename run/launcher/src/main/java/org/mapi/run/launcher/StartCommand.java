package org.mapi.run.launcher;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mapi start}: starts the appliance, in the background unless told otherwise. */
@Command(name = "start", mixinStandardHelpOptions = true,
        description = "Starts the appliance and returns when it answers. The first start prints the password of the web console.")
final class StartCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SettingsOptions options;

    @Option(names = "--foreground", description = "Stay in the foreground, for service managers and for watching.")
    private boolean foreground;

    @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "60",
            description = "How long to wait for the appliance to answer (default: ${DEFAULT-VALUE}).")
    private int waitSeconds;

    @Option(names = BackgroundProcess.CHILD_OPTION, hidden = true,
            description = "This is the process of a start in the background.")
    private boolean child;

    @Override
    public Integer call() {
        if (waitSeconds < 1) {
            throw new UserError(ExitStatus.USAGE, "--wait: " + waitSeconds + ", expected at least 1 second");
        }
        Settings settings = options.settings();
        if (InstanceLock.isHeld(settings.runDirectory())) {
            throw StartChecks.alreadyRunning(settings.runDirectory());
        }
        StartChecks.ALL.forEach(check -> check.check(settings));
        if (!child) {
            MapiConfCheck.warnings(settings).forEach(this::warn);
            // Only told: what configurations say of a device wins over the file.
            MapiConfCheck.objections(settings).forEach(objection -> warn(objection.toString()));
        }
        settings.runDirectory().create();
        new LoadFolder(settings.load()).create();
        Optional<String> generated = Credentials.of(settings.runDirectory()).generateIfMissing(new SecureRandom());
        if (child || foreground) {
            return host(settings, generated);
        }
        BackgroundProcess process = BackgroundProcess.spawn(settings);
        process.awaitAnswer(Duration.ofSeconds(waitSeconds));
        tell(settings, generated, "started, process " + process.pid());
        return ExitStatus.OK;
    }

    private void warn(String warning) {
        spec.commandLine().getErr().println("mapi: " + MapiConfCheck.NAME + ": " + warning);
        spec.commandLine().getErr().flush();
    }

    private int host(Settings settings, Optional<String> generated) {
        ApplianceProcess appliance = ApplianceProcess.open(settings);
        appliance.start();
        if (child) {
            BoundedLog.replaceStandardStreams(settings.runDirectory().logs().resolve("console.log"));
        } else {
            tell(settings, generated, "running, process " + ProcessHandle.current().pid() + "; Ctrl-C or 'mapi stop' ends it");
        }
        appliance.awaitStop();
        return ExitStatus.OK;
    }

    private void tell(Settings settings, Optional<String> generated, String headline) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("mapi: " + headline);
        out.println("  page      " + settings.page());
        out.println("  user      " + Credentials.of(settings.runDirectory()).user());
        if (generated.isPresent()) {
            out.println("  password  " + generated.get() + "   (shown only now; 'mapi password' sets another)");
        }
        out.println("  load      " + settings.load() + "   (drop bundles here)");
        if (!settings.isLocal()) {
            out.println("  note      the page is reachable from other machines and not encrypted: put a TLS proxy in front");
        }
        FirstResults.of(settings.runDirectory()).ifPresent(text -> {
            out.println();
            text.lines().forEach(line -> out.println("  " + line));
        });
        out.flush();
    }
}
