package org.mapi.core.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How an engine works.
 *
 * @param resultDirectory  directory of the result memory of all processes
 * @param closeTimeout     how long a close waits for the device's agent
 * @param replacementGrace how long a device that can pause waits for a library that is being replaced
 * @param modifyAllowed    whether functions that change packets may be applied
 * @param outputDirectory  where relative names of files to write lie; null: the working directory
 * @param defaultDriver    driver of device names that are neither configured nor name a driver
 * @param initTimeout      how long a function may take to initialise; while it does, its device changes nothing else
 * @param training         whether the walk is trained in the background when the engine starts, so that changes of flows cost
 *                         packets no time; not worth it for a program whose flows do not change while packets come
 */
public record EngineOptions(Path resultDirectory, Duration closeTimeout, Duration replacementGrace, boolean modifyAllowed,
                            Path outputDirectory, String defaultDriver, Duration initTimeout, boolean training) {
    /** Default of {@link #closeTimeout}: long enough for any sane function, short enough for a person who waits. */
    public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    /** Default of {@link #replacementGrace}. */
    public static final Duration REPLACEMENT_GRACE = Duration.ofSeconds(1);
    /** Default of {@link #initTimeout}: long enough to compile and allocate, short enough for who waits behind it. */
    public static final Duration INIT_TIMEOUT = Duration.ofSeconds(10);
    /** Default of {@link #defaultDriver}. */
    public static final String DEFAULT_DRIVER = "pcap";

    /** Checks for null. */
    public EngineOptions {
        Objects.requireNonNull(resultDirectory, "resultDirectory");
        Objects.requireNonNull(closeTimeout, "closeTimeout");
        Objects.requireNonNull(replacementGrace, "replacementGrace");
        Objects.requireNonNull(defaultDriver, "defaultDriver");
        Objects.requireNonNull(initTimeout, "initTimeout");
    }

    /** The defaults; result memory lies in memory-backed storage where there is one. */
    public static EngineOptions defaults() {
        final Path shared = Path.of("/dev/shm");
        final Path base = Files.isWritable(shared) ? shared : Path.of(System.getProperty("java.io.tmpdir"));
        return at(base.resolve("mapi-" + System.getProperty("user.name")));
    }

    /** The defaults with another directory for result memory. */
    public static EngineOptions at(Path resultDirectory) {
        return new EngineOptions(resultDirectory, CLOSE_TIMEOUT, REPLACEMENT_GRACE, true, null, DEFAULT_DRIVER,
            INIT_TIMEOUT, true);
    }

    /** A copy with other times. */
    public EngineOptions withTimes(Duration newCloseTimeout, Duration newReplacementGrace) {
        return new EngineOptions(resultDirectory, newCloseTimeout, newReplacementGrace, modifyAllowed, outputDirectory,
            defaultDriver, initTimeout, training);
    }

    /** A copy that allows packet-modifying functions or does not. */
    public EngineOptions withModify(boolean allowed) {
        return new EngineOptions(resultDirectory, closeTimeout, replacementGrace, allowed, outputDirectory, defaultDriver,
            initTimeout, training);
    }

    /** A copy with another output directory. */
    public EngineOptions withOutput(Path directory) {
        return new EngineOptions(resultDirectory, closeTimeout, replacementGrace, modifyAllowed, directory, defaultDriver,
            initTimeout, training);
    }

    /** A copy with another default driver. */
    public EngineOptions withDriver(String driver) {
        return new EngineOptions(resultDirectory, closeTimeout, replacementGrace, modifyAllowed, outputDirectory, driver,
            initTimeout, training);
    }

    /** A copy with another time for functions to initialise. */
    public EngineOptions withInit(Duration timeout) {
        return new EngineOptions(resultDirectory, closeTimeout, replacementGrace, modifyAllowed, outputDirectory, defaultDriver,
            timeout, training);
    }

    /** A copy that trains the walk or does not. */
    public EngineOptions withTraining(boolean wanted) {
        return new EngineOptions(resultDirectory, closeTimeout, replacementGrace, modifyAllowed, outputDirectory, defaultDriver,
            initTimeout, wanted);
    }
}
