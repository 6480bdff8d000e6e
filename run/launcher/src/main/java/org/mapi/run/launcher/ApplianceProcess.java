package org.mapi.run.launcher;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The process that is an appliance: owns the run directory, hosts the framework, answers the control socket, stops in bounded
 * time.
 */
final class ApplianceProcess {

    private static final Logger LOG = System.getLogger(ApplianceProcess.class.getName());
    /** Held, because the log manager forgets the level of a logger that nobody holds. */
    private static final java.util.logging.Logger SPI_FLY = java.util.logging.Logger.getLogger("org.apache.aries.spifly");
    private static final int HALT_STATUS = 1;

    private final Settings settings;
    /** Never released by us: the kernel does it when the process has really ended, and that is what others wait for. */
    @SuppressWarnings("unused")
    private final InstanceLock lock;
    private final FrameworkHost host;
    private ControlServer control;

    private ApplianceProcess(Settings settings, InstanceLock lock) {
        this.settings = settings;
        this.lock = lock;
        this.host = new FrameworkHost(settings);
    }

    /**
     * Takes possession of the run directory and opens the control socket; the framework is not started yet.
     *
     * @param settings checked by {@link StartChecks}
     * @return the process's appliance
     * @throws UserError if another appliance has the run directory
     */
    static ApplianceProcess open(Settings settings) {
        RunDirectory directory = settings.runDirectory();
        try {
            InstanceLock lock = InstanceLock.take(directory).orElseThrow(() -> StartChecks.alreadyRunning(directory));
            OptionalLong former = directory.readPid();
            if (former.isPresent()) {
                System.err.println("mapi: the former appliance (process " + former.getAsLong()
                        + ") ended without a clean stop; what it left is removed");
            }
            directory.removeLeftovers();
            Files.deleteIfExists(directory.stopMessage());
            Files.writeString(directory.pidFile(), ProcessHandle.current().pid() + "\n");
            ApplianceProcess process = new ApplianceProcess(settings, lock);
            process.control = ControlServer.open(directory.socket(),
                    (out, err) -> new ApplianceHandler(settings, process.host, out, err));
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(process::stop));
            return process;
        } catch (IOException e) {
            throw new UserError("run directory " + directory.path() + " cannot be used: " + RunDirectory.reason(e));
        }
    }

    /** Starts the framework; returns when everything is up. */
    void start() {
        Path logback = settings.installation().etc().resolve("logback.xml");
        System.setProperty("logback.configurationFile", logback.toString());
        System.setProperty("mapi.logs", settings.runDirectory().logs().toString());
        // It tells every service file it finds, before the bridge to the common log is up.
        SPI_FLY.setLevel(java.util.logging.Level.WARNING);
        host.start();
        LOG.log(Level.INFO, "appliance started: page {0}, load folder {1}", settings.url(), settings.load());
    }

    /** Waits until the framework is stopped from inside (web console, shell). */
    void awaitStop() {
        try {
            host.awaitStop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() {
        RunDirectory directory = settings.runDirectory();
        LOG.log(Level.INFO, "appliance stops");
        try {
            boolean clean = host.stop();
            if (!clean) {
                tellForcedStop(directory);
            }
            control.close();
            directory.removeLeftovers();
            if (!clean) {
                Runtime.getRuntime().halt(HALT_STATUS);
            }
        } catch (IOException e) {
            System.err.println("mapi: after the stop: " + e.getMessage());
            Runtime.getRuntime().halt(HALT_STATUS);
        }
    }

    private void tellForcedStop(RunDirectory directory) throws IOException {
        String message = "the appliance did not stop within " + settings.stopDeadlineSeconds()
                + " s and was ended by force; at work were "
                + host.moving();
        System.err.println("mapi: " + message);
        Files.writeString(directory.stopMessage(), message, StandardCharsets.UTF_8);
    }
}
