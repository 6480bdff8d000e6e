package org.mapi.core.engine.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.mapi.core.engine.device.DeviceEntry;
import org.mapi.core.engine.device.DeviceOrigin;

/** The devices that are open or being opened, with how many use them. Thread-safe; no driver is called under its lock. */
final class OpenDevices {
    private static final class Use {
        final CompletableFuture<DeviceControl> device = new CompletableFuture<>();
        int users;
    }

    private final EngineCore core;
    private final Map<DeviceEntry, Use> uses = new HashMap<>();
    private final Set<CompletableFuture<Void>> ending = ConcurrentHashMap.newKeySet();

    OpenDevices(EngineCore core) {
        this.core = core;
    }

    /**
     * An open device for one more user; opened by the first, who waits for the driver.
     *
     * @param known finds the device's entry; called under the lock, so that nobody closes and forgets the device meanwhile
     */
    DeviceControl acquire(Supplier<DeviceEntry> known) {
        final DeviceEntry entry;
        final Use use;
        final boolean first;
        synchronized (this) {
            entry = known.get();
            first = !uses.containsKey(entry);
            use = uses.computeIfAbsent(entry, key -> new Use());
            use.users++;
        }
        if (first) {
            try {
                use.device.complete(DeviceControl.open(core, entry));
            } catch (RuntimeException | Error e) {
                synchronized (this) {
                    uses.remove(entry);
                    core.table().forget(entry);
                }
                use.device.completeExceptionally(e);
                throw e;
            }
        }
        try {
            return use.device.join();
        } catch (RuntimeException e) {
            throw Failures.unchecked(e);
        }
    }

    /** One user less; the last one closes a device that is not configured. */
    void release(DeviceControl device) {
        synchronized (this) {
            final Use use = uses.get(device.entry());
            if (use == null || --use.users > 0 || core.configured(device.entry())) {
                return;
            }
            uses.remove(device.entry());
            core.table().forget(device.entry());
        }
        end(device);
    }

    private void end(DeviceControl device) {
        final CompletableFuture<Void> end = device.shutDown();
        ending.add(end);
        end.whenComplete((done, failure) -> ending.remove(end));
    }

    /** Ends of devices that are no longer open but whose agent may still be at work. */
    List<CompletableFuture<Void>> ending() {
        return List.copyOf(ending);
    }

    /** The configuration no longer names a device: it closes with its last flow. */
    void retire(DeviceEntry entry) {
        final DeviceControl device;
        synchronized (this) {
            final Use use = uses.get(entry);
            if (use == null || use.users > 0 || !use.device.isDone()) {
                return;
            }
            uses.remove(entry);
            device = use.device.getNow(null);
        }
        if (device != null) {
            end(device);
        }
    }

    synchronized Optional<DeviceControl> find(DeviceEntry entry) {
        return Optional.ofNullable(uses.get(entry)).filter(use -> use.device.isDone() && !use.device.isCompletedExceptionally())
            .map(use -> use.device.getNow(null));
    }

    synchronized List<DeviceControl> all() {
        final List<DeviceControl> open = new ArrayList<>();
        for (Use use : uses.values()) {
            if (use.device.isDone() && !use.device.isCompletedExceptionally()) {
                open.add(use.device.getNow(null));
            }
        }
        return open;
    }

    /** Devices that are open, and those that are being opened, when they are. */
    synchronized List<CompletableFuture<DeviceControl>> coming() {
        return uses.values().stream().map(use -> use.device).toList();
    }

    /** Whether an entry belongs to a trace that is read once. */
    static boolean offline(DeviceEntry entry) {
        return entry.origin() == DeviceOrigin.OFFLINE;
    }
}
