package org.mapi.run.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mapi stop}: asks the appliance's process to end and, after a deadline, ends it. */
@Command(name = "stop", mixinStandardHelpOptions = true,
        description = "Stops the appliance and returns when its process has ended. Nothing running is no error.")
final class StopCommand implements Callable<Integer> {

    private static final long POLL_MS = 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunDirectoryOption directory;

    @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "30",
            description = "How long the process may take before it is killed (default: ${DEFAULT-VALUE}).")
    private int waitSeconds;

    @Override
    public Integer call() {
        if (waitSeconds < 1) {
            throw new UserError(ExitStatus.USAGE, "--wait: " + waitSeconds + ", expected at least 1 second");
        }
        RunDirectory run = directory.directory();
        if (!InstanceLock.isHeld(run)) {
            say("mapi: no appliance runs in " + run.path());
            return ExitStatus.OK;
        }
        Optional<ProcessHandle> process = run.readPid().stream().boxed().findFirst().flatMap(ProcessHandle::of);
        if (process.isEmpty()) {
            throw new UserError(run.lock() + " is locked but " + run.pidFile()
                    + " names no living process; end it by hand (fuser "
                    + run.lock() + ")");
        }
        process.get().destroy();
        boolean killed = !awaitEnd(run);
        if (killed) {
            process.get().destroyForcibly();
            awaitEnd(run);
        }
        return report(run, process.get().pid(), killed);
    }

    /** Watches the lock, which the kernel releases at the very end; the process itself may remain visible until it is reaped. */
    private boolean awaitEnd(RunDirectory run) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
        while (InstanceLock.isHeld(run)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private int report(RunDirectory run, long pid, boolean killed) {
        try {
            if (killed) {
                run.removeLeftovers();
                throw new UserError("process " + pid + " did not end within " + waitSeconds + " s and was killed");
            }
            if (Files.exists(run.stopMessage())) {
                String message = Files.readString(run.stopMessage());
                Files.delete(run.stopMessage());
                throw new UserError(message);
            }
        } catch (IOException e) {
            throw new UserError("after the stop: " + RunDirectory.reason(e));
        }
        say("mapi: stopped, process " + pid);
        return ExitStatus.OK;
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
