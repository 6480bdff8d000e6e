package org.mapi.mos.stack.component;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mapi.ConfiguredDevice;
import org.mapi.DeviceInformation;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.mos.stack.OpenDevice;

/**
 * Opens devices for inline sources: directly with their drivers, as they are polled and sent through by one thread. A device is
 * named as for a flow: by the name or alias it is configured under, {@code driver:address}, or an interface. Any thread.
 */
final class InlineDevices {
    private static final String USUAL_DRIVER = "pcap";
    /** A live interface must not see what was sent through it, and each packet goes on at once. */
    private static final Map<String, String> USUAL_OPTIONS = Map.of("direction", "in", "immediate", "true");

    private final Function<String, Optional<ConfiguredDevice>> configured;
    private final Supplier<List<DeviceInformation>> known;
    private final BiFunction<String, String, LentDriver> drivers;
    private final List<Use> uses = new ArrayList<>();

    /** A device that is open: under which name, its driver, the source that uses it. */
    private record Use(OpenDevice device, String place, LentDriver driver, String source) { }

    /**
     * No device is open.
     *
     * @param configured how a device is configured, by name or alias
     * @param known      the engine's devices
     * @param drivers    lends the driver of a name for a device, for which it throws if there is none
     */
    InlineDevices(Function<String, Optional<ConfiguredDevice>> configured, Supplier<List<DeviceInformation>> known,
            BiFunction<String, String, LentDriver> drivers) {
        this.configured = configured;
        this.known = known;
        this.drivers = drivers;
    }

    /** Names of the sources that use a driver. */
    synchronized List<String> users(Object driver) {
        return uses.stream().filter(use -> use.driver().owner().equals(driver)).map(Use::source).distinct().toList();
    }

    /**
     * What a name means now. It is another one, and not equal, when the device is configured differently.
     *
     * @param name as for a flow
     */
    ConfiguredDevice meaning(String name) {
        return configured.apply(name).orElseGet(() -> {
            final int colon = name.indexOf(':');
            return colon > 0 ? new ConfiguredDevice(name, "", name.substring(0, colon), name.substring(colon + 1), Map.of())
                : new ConfiguredDevice(name, "", USUAL_DRIVER, name, Map.of());
        });
    }

    private static String place(ConfiguredDevice device) {
        return device.driver() + ":" + device.address();
    }

    /** Refuses a wire from a device to itself. */
    void requireDifferent(String source, InlineDevice first, InlineDevice second) {
        if (place(meaning(first.name())).equals(place(meaning(second.name())))) {
            throw new MosException(Errno.EINVAL, "both devices of source " + source + " are " + first.name()
                + (first.name().equals(second.name()) ? "" : ", which is also " + second.name())
                + ", expected two different ones");
        }
    }

    /**
     * Opens a device.
     *
     * @throws MosException  EAGAIN if it is in use
     * @throws MapiException MAPID_NO_DRIVER if no driver serves it, or what the driver says
     */
    OpenDevice open(String source, InlineDevice device) {
        final ConfiguredDevice meant = meaning(device.name());
        requireUnused(device.name(), place(meant));
        final Map<String, String> options = new HashMap<>(meant.driver().equals(USUAL_DRIVER) ? USUAL_OPTIONS : Map.of());
        options.putAll(meant.options());
        options.putAll(device.options());
        final LentDriver driver = drivers.apply(meant.driver(), device.name());
        try {
            final CaptureDevice opened = driver.driver().open(new DeviceRequest(device.name(), meant.address(), DeviceKind.LIVE,
                options));
            final OpenDevice open = new OpenDevice(device.name(), new TrackedDevice(opened, this::closed));
            synchronized (this) {
                uses.add(new Use(open, place(meant), driver, source));
            }
            return open;
        } catch (RuntimeException refusal) {
            driver.giveBack().run();
            throw refusal;
        }
    }

    private void requireUnused(String name, String place) {
        synchronized (this) {
            for (Use use : uses) {
                if (use.place().equals(place)) {
                    throw new MosException(Errno.EAGAIN, "device " + name + " is in use by source " + use.source());
                }
            }
        }
        for (DeviceInformation device : known.get()) {
            if (device.flows() > 0 && place(meaning(device.name())).equals(place)) {
                throw new MosException(Errno.EAGAIN, "device " + name + " is in use by " + device.flows()
                    + " flows of the engine, expected one that nobody watches");
            }
        }
    }

    /** Closes what was opened in vain. */
    void close(OpenDevice device) {
        if (device != null) {
            device.device().close();
        }
    }

    /** A device was closed. */
    private void closed(CaptureDevice device) {
        final List<Use> over = new ArrayList<>();
        synchronized (this) {
            uses.removeIf(use -> use.device().device() == device && over.add(use));
        }
        over.forEach(use -> use.driver().giveBack().run());
    }
}
