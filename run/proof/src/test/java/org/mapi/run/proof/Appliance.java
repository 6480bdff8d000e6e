package org.mapi.run.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.Mapi;
import org.mapi.OfflineDevice;
import org.mapi.run.launcher.monitor.PlainAppliance;

/** The whole platform in this process: engine, drivers and the standard library from its jar. */
final class Appliance implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(300);

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final PlainAppliance plain;

    Appliance() throws IOException {
        plain = new PlainAppliance(Places.home().resolve("bundle"), Places.work("no-load"), false, warnings::add);
    }

    Mapi mapi() {
        return plain.mapi();
    }

    List<String> warnings() {
        return warnings;
    }

    /** An offline device on a trace of any format. */
    OfflineDevice open(Path trace) {
        return mapi().createOfflineDevice(trace, null);
    }

    /** Reads a device to its end. */
    static void read(OfflineDevice device) throws InterruptedException {
        device.start();
        if (!device.awaitFinished(DEADLINE)) {
            throw new AssertionError(device.name() + " did not end within " + DEADLINE);
        }
    }

    /** Waits for the end of the flow too: its last results are published then. */
    static void finish(Flow flow) throws InterruptedException {
        if (!flow.awaitFinished(DEADLINE)) {
            throw new AssertionError("flow " + flow.id() + " did not end within " + DEADLINE);
        }
    }

    static long number(Applied<Object> function) {
        return (Long) function.read().value();
    }

    @Override
    public void close() {
        plain.close();
    }
}
