package org.mapi.core.engine.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.core.engine.registry.SimilarNames;

/**
 * The settings of one device as text, from mapi.conf or from Configuration Admin: the keys of a [driver] section, and the
 * driver's own options under any other key.
 *
 * @param values the settings by key
 */
public record DeviceSettings(Map<String, String> values) {
    /** The device's name. */
    public static final String DEVICE = "device";
    /** Its driver: a name, or the original's driver file. */
    public static final String DRIVER = "driver";
    /** What the driver opens; the device's name where it is absent. */
    public static final String ADDRESS = "address";
    /** Another word for the address, for drivers that open files. */
    public static final String FILE = "file";
    /** Directory of traces, for the driver of traces. */
    public static final String TRACE_DIRECTORY = "trace_dir";
    /** Another name of the device. */
    public static final String ALIAS = "alias";
    /** For people. */
    public static final String DESCRIPTION = "description";
    /** Mbit/s. */
    public static final String LINK_SPEED = "link_speed";
    /** Whether the traffic carries MPLS. */
    public static final String MPLS = "mpls";
    /** Whether the traffic carries VLAN tags. */
    public static final String VLAN = "vlan";
    /** Read by the original and not used by it. */
    public static final String DEVICE_GROUP = "devgroup";

    /** The keys that are not options of the driver. */
    static final Set<String> KNOWN =
        Set.of(DEVICE, DRIVER, ADDRESS, FILE, ALIAS, DESCRIPTION, LINK_SPEED, MPLS, VLAN, DEVICE_GROUP);
    private static final Pattern DRIVER_NAME = Pattern.compile("[a-z][a-z0-9-]*");
    private static final Pattern OPTION = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");
    private static final int FASTEST = 10_000_000;

    /** A wrong setting. */
    record Wrong(String key, String message) { }

    /** Copies the settings, in order of their keys. */
    public DeviceSettings {
        values = Map.copyOf(values);
    }

    /** The device's name, or empty where it is not given. */
    public String name() {
        return values.getOrDefault(DEVICE, "").trim();
    }

    /**
     * These settings over others of the same device: per key, these win.
     *
     * @param under the settings that lose
     */
    public DeviceSettings over(DeviceSettings under) {
        final Map<String, String> all = new LinkedHashMap<>(under.values);
        all.putAll(values);
        return new DeviceSettings(all);
    }

    /** The keys that both give with different values. */
    public List<String> conflicts(DeviceSettings other) {
        return new TreeMap<>(values).keySet().stream()
            .filter(key -> other.values.containsKey(key) && !other.values.get(key).equals(values.get(key))).toList();
    }

    /** Everything that is wrong, by key. */
    List<Wrong> wrong() {
        final List<Wrong> list = new ArrayList<>();
        if (name().isEmpty() || name().chars().anyMatch(Character::isISOControl)) {
            list.add(new Wrong(DEVICE, "device is " + quoted(DEVICE) + ", expected the name of a device"));
        }
        final String driver = values.getOrDefault(DRIVER, "").trim();
        final Optional<String> resolved = DriverNames.resolve(driver);
        if (resolved.isEmpty()) {
            list.add(new Wrong(DRIVER, "driver is " + quoted(DRIVER)
                + ", a card that is not supported; expected trace for its trace files, or another driver"));
        } else if (!DRIVER_NAME.matcher(resolved.get()).matches()) {
            list.add(new Wrong(DRIVER, "driver is " + quoted(DRIVER) + ", expected the name of a driver such as pcap or trace"));
        }
        if (values.containsKey(LINK_SPEED) && linkSpeed() < 0) {
            list.add(new Wrong(LINK_SPEED,
                "link_speed is " + quoted(LINK_SPEED) + ", expected Mbit/s, a whole number from 0 to " + FASTEST));
        }
        for (String flag : List.of(MPLS, VLAN)) {
            if (values.containsKey(flag) && flag(flag).isEmpty()) {
                list.add(new Wrong(flag, flag + " is " + quoted(flag) + ", expected 0 or 1"));
            }
        }
        if (values.containsKey(ADDRESS) && values.containsKey(FILE) && !values.get(ADDRESS).equals(values.get(FILE))) {
            list.add(new Wrong(FILE,
                "file is " + quoted(FILE) + " and address is " + quoted(ADDRESS) + ", expected one of them"));
        }
        for (String key : new TreeMap<>(values).keySet()) {
            if (!KNOWN.contains(key) && !OPTION.matcher(key).matches()) {
                list.add(new Wrong(key, "key is \"" + key + "\", expected letters, digits, '_', '.' and '-'"));
            }
        }
        return list;
    }

    /** Keys that will be the driver's options and look like mistyped keys. */
    List<Wrong> suspicious() {
        final List<Wrong> list = new ArrayList<>();
        for (String key : new TreeMap<>(values).keySet()) {
            final List<String> similar = KNOWN.contains(key) ? List.of() : SimilarNames.of(key, KNOWN);
            // who mistypes a key hardly begins with another letter: role is not file
            if (!similar.isEmpty() && !similar.get(0).contains(key) && similar.get(0).charAt(0) == key.charAt(0)) {
                list.add(new Wrong(key, "key " + key + " is given to the driver as an option; is " + similar.get(0) + " meant?"));
            }
        }
        if (values.containsKey(DEVICE_GROUP)) {
            list.add(new Wrong(DEVICE_GROUP, "key devgroup has no effect (nor had it in the original)"));
        }
        return list;
    }

    /**
     * The device as the engine wants it.
     *
     * @throws MapiException MAPI_CONFIGURATION with the first thing that is wrong
     */
    public DeviceConfiguration configuration() {
        wrong().stream().findFirst().ifPresent(wrong -> {
            throw new MapiException(MapiError.MAPI_CONFIGURATION, (name().isEmpty() ? "device" : "device " + name()) + ": "
                + wrong.message());
        });
        final Map<String, String> options = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (!KNOWN.contains(key)) {
                options.put(key, value);
            }
        });
        final String driver = values.get(DRIVER).trim();
        if (DriverNames.isDirectoryPlayer(driver)) {
            options.putIfAbsent("loop", "true");
        }
        return new DeviceConfiguration(name(), DriverNames.resolve(driver).orElseThrow(), address(), text(ALIAS),
            text(DESCRIPTION), Math.max(0, linkSpeed()), flag(MPLS).orElse(false), flag(VLAN).orElse(false), options);
    }

    private String address() {
        final String given = values.containsKey(ADDRESS) ? text(ADDRESS) : text(FILE);
        return given.isEmpty() ? values.containsKey(TRACE_DIRECTORY) ? text(TRACE_DIRECTORY) : name() : given;
    }

    private String text(String key) {
        return values.getOrDefault(key, "").trim();
    }

    private int linkSpeed() {
        try {
            final int speed = Integer.parseInt(values.getOrDefault(LINK_SPEED, "0").trim());
            return speed <= FASTEST ? speed : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private Optional<Boolean> flag(String key) {
        return ConfValues.flag(values.getOrDefault(key, "0"));
    }

    private String quoted(String key) {
        return values.containsKey(key) ? "\"" + values.get(key) + "\"" : "missing";
    }
}
