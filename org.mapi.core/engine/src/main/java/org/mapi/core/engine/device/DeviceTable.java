package org.mapi.core.engine.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.TraceFormat;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.registry.SimilarNames;

/** The devices the engine knows by name. Thread-safe; calls nobody. */
public final class DeviceTable {
    /** Driver that reads trace files. */
    public static final String TRACE_DRIVER = "trace";
    /** Option of the trace driver that names the expected format. */
    public static final String FORMAT_OPTION = "format";

    private final String defaultDriver;
    private final Map<String, DeviceEntry> entries = new LinkedHashMap<>();
    private Map<TraceFormat, String> formats = Map.of();
    private int lastId;
    private int lastOffline;

    /**
     * An empty table.
     *
     * @param defaultDriver driver of bare names
     */
    public DeviceTable(String defaultDriver) {
        this.defaultDriver = defaultDriver;
    }

    /**
     * Sets the configured devices. Those that are not named any more are forgotten; a name keeps its number.
     *
     * @return configured entries that were forgotten or changed
     * @throws MapiException MAPI_CONFIGURATION when a name or alias is given twice; nothing is changed then
     */
    public synchronized List<DeviceEntry> configure(List<DeviceConfiguration> devices) {
        final Map<String, DeviceConfiguration> names = new LinkedHashMap<>();
        for (DeviceConfiguration device : devices) {
            unique(names, device.name(), device);
            if (!device.alias().isEmpty() && !device.alias().equals(device.name())) {
                unique(names, device.alias(), device);
            }
        }
        final List<DeviceEntry> gone = new ArrayList<>();
        for (DeviceEntry entry : List.copyOf(entries.values())) {
            if (entry.origin() == DeviceOrigin.CONFIGURED && !devices.contains(entry.configuration())) {
                gone.add(entry);
                entries.remove(entry.name());
            }
        }
        for (DeviceConfiguration device : devices) {
            final DeviceEntry known = entries.get(device.name());
            if (known == null || known.origin() != DeviceOrigin.CONFIGURED) {
                final int id = gone.stream().filter(entry -> entry.name().equals(device.name())).findFirst()
                    .map(DeviceEntry::id).orElseGet(() -> ++lastId);
                entries.put(device.name(), new DeviceEntry(id, DeviceOrigin.CONFIGURED, device));
            }
        }
        return gone;
    }

    private static void unique(Map<String, DeviceConfiguration> names, String name, DeviceConfiguration device) {
        final DeviceConfiguration other = names.putIfAbsent(name, device);
        if (other != null) {
            throw new MapiException(MapiError.MAPI_CONFIGURATION, "device name " + name + " is given twice: by " + other.name()
                + " (" + other.driver() + ":" + other.address() + ") and by " + device.name() + " (" + device.driver() + ":"
                + device.address() + ")");
        }
    }

    /**
     * The entry that a name means; made when it is {@code driver:address} or a bare name.
     *
     * @throws MapiException MAPI_DEVICE_INFO_ERR, MAPID_NO_DRIVER, MAPI_NO_REMOTE
     */
    public synchronized DeviceEntry resolve(String name, DriverCatalogue drivers) {
        final Optional<DeviceEntry> known = find(name);
        if (known.isPresent()) {
            return known.get();
        }
        final DeviceName parsed = DeviceName.parse(name, defaultDriver);
        if (drivers.find(parsed.driver()).isEmpty()) {
            final List<String> similar = SimilarNames.of(parsed.driver(), drivers.names());
            throw new MapiException(MapiError.MAPID_NO_DRIVER, "device \"" + name + "\": no driver \"" + parsed.driver()
                + "\" and no configured device of that name, drivers are " + drivers.names()
                + (similar.isEmpty() ? "" : "; is " + similar.get(0) + " meant?"));
        }
        final DeviceEntry entry = new DeviceEntry(++lastId, DeviceOrigin.ON_DEMAND,
            DeviceConfiguration.of(name, parsed.driver(), parsed.address(), Map.of()));
        entries.put(name, entry);
        return entry;
    }

    /** The entry of a name or alias, if it is known. */
    public synchronized Optional<DeviceEntry> find(String name) {
        if (name == null) {
            return Optional.empty();
        }
        final DeviceEntry exact = entries.get(name);
        return exact != null ? Optional.of(exact)
            : entries.values().stream().filter(entry -> entry.answersTo(name)).findFirst();
    }

    /** Sets which driver reads traces of a format; the driver of traces where nothing is set. */
    public synchronized void formats(Map<TraceFormat, String> drivers) {
        formats = Map.copyOf(drivers);
    }

    /**
     * Makes an offline device.
     *
     * @param trace  the file
     * @param format expected format, or null
     */
    public synchronized DeviceEntry offline(Path trace, TraceFormat format) {
        final int number = ++lastOffline;
        final String driver = format == null ? TRACE_DRIVER : formats.getOrDefault(format, TRACE_DRIVER);
        final Map<String, String> options = format == null || !driver.equals(TRACE_DRIVER) ? Map.of()
            : Map.of(FORMAT_OPTION, option(format));
        final DeviceEntry entry = new DeviceEntry(-number, DeviceOrigin.OFFLINE,
            DeviceConfiguration.of(trace + "@" + number, driver, trace.toString(), options));
        entries.put(entry.name(), entry);
        return entry;
    }

    private static String option(TraceFormat format) {
        return switch (format) {
            case PCAP, RAW, PCAP_NANOSECONDS -> "pcap";
            case PCAPNG -> "pcapng";
            case ERF -> "erf";
        };
    }

    /** Forgets an entry that is not configured. */
    public synchronized void forget(DeviceEntry entry) {
        if (entry.origin() != DeviceOrigin.CONFIGURED) {
            entries.remove(entry.name(), entry);
        }
    }

    /** All entries by number. */
    public synchronized List<DeviceEntry> all() {
        return entries.values().stream().sorted((one, other) -> Integer.compare(one.id(), other.id())).toList();
    }
}
