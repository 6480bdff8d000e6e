package org.mapi.core.engine.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.core.engine.registry.SimilarNames;

/**
 * What drivers object to in the [driver] and [mos] sections of a configuration file: an option that they do not know, a wrong
 * value. Each objection is found with its line by asking again without that option.
 */
public final class DriverObjections {
    private static final int TOLD = -1;
    /** Opens what is neither configured nor names a driver. */
    private static final String USUAL_DRIVER = "pcap";

    private final Map<String, CaptureDriver> drivers;
    private final UnaryOperator<String> variables;

    /**
     * Checks with some drivers.
     *
     * @param drivers   all drivers there are, by name
     * @param variables values of {@code ${name}}, null for unknown ones
     */
    public DriverObjections(Map<String, CaptureDriver> drivers, UnaryOperator<String> variables) {
        this.drivers = Map.copyOf(drivers);
        this.variables = variables;
    }

    /**
     * The objections to a file, by line; sections that are wrong without asking a driver are left to {@link MapiConf}. A driver
     * that is not there is a warning: it may come from a bundle that is installed elsewhere.
     */
    public List<ConfigurationProblem> of(Path file) {
        try {
            return of(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return List.of();   // MapiConf tells it
        }
    }

    List<ConfigurationProblem> of(String name, String text) {
        final Problems problems = new Problems(name);
        final List<ConfSection> sections = new ConfLines(variables, new Problems(name)).read(text);
        final Map<String, DeviceConfiguration> configured = new HashMap<>();
        for (ConfSection section : sections) {
            if (section.name().equals("driver")) {
                final DeviceSettings settings = new DeviceSettings(section.values());
                if (settings.wrong().isEmpty()) {
                    final DeviceConfiguration device = settings.configuration();
                    configured.putIfAbsent(device.name(), device);
                    configured.putIfAbsent(device.alias(), device);
                    ask(device, option -> section.lineOf(option == null ? DeviceSettings.ADDRESS : option),
                        section.lineOf(DeviceSettings.DRIVER), problems);
                }
            }
        }
        for (ConfSection section : sections) {
            if (section.name().equals(SourceSettings.SECTION)) {
                SourceSettings.read(section, new Problems(name))
                    .ifPresent(source -> ask(section, source, configured, problems));
            }
        }
        return problems.all();
    }

    /**
     * Asks about the devices of a source with the options that it has for the drivers of a wire; what is wrong with a device as
     * it is configured was told with that.
     */
    private void ask(ConfSection section, SourceSettings source, Map<String, DeviceConfiguration> configured, Problems problems) {
        final Map<String, Integer> lines = new HashMap<>();
        final Map<String, String> options = new LinkedHashMap<>();
        if (source.isWire()) {
            section.entries().stream().filter(entry -> entry.key().equals(SourceSettings.OPTION)).forEach(entry -> {
                final String[] parts = entry.value().split("=", 2);
                options.put(parts[0].strip(), parts[1].strip());
                lines.put(parts[0].strip(), entry.line());
            });
        }
        for (ConfSection.Entry entry : section.entries()) {
            if (entry.key().equals(SourceSettings.DEVICE)) {
                final String name = entry.value().trim();
                final DeviceConfiguration known = configured.get(name);
                final DeviceConfiguration device = known == null ? unconfigured(name, options) : with(options, known);
                ask(device, option -> option == null ? known == null ? entry.line() : TOLD : lines.getOrDefault(option, TOLD),
                    known == null ? entry.line() : TOLD, problems);
            }
        }
    }

    /** What a name means that no section has: {@code driver:address}, or an interface. */
    private static DeviceConfiguration unconfigured(String name, Map<String, String> options) {
        final int colon = name.indexOf(':');
        return DeviceConfiguration.of(name, colon > 0 ? name.substring(0, colon) : USUAL_DRIVER,
            colon > 0 ? name.substring(colon + 1) : name, options);
    }

    private static DeviceConfiguration with(Map<String, String> options, DeviceConfiguration device) {
        final Map<String, String> all = new LinkedHashMap<>(device.options());
        all.putAll(options);
        return DeviceConfiguration.of(device.name(), device.driver(), device.address(), all);
    }

    /**
     * Asks the driver of a device.
     *
     * @param lineOf     line of an option, of the address for null; {@link #TOLD} if it is told elsewhere
     * @param driverLine where the driver is named
     */
    private void ask(DeviceConfiguration device, ToIntFunction<String> lineOf, int driverLine, Problems problems) {
        final CaptureDriver driver = drivers.get(device.driver());
        if (driver == null) {
            final List<String> similar = SimilarNames.of(device.driver(), drivers.keySet());
            if (driverLine != TOLD) {
                problems.warning(driverLine, "driver " + device.driver() + " is not there, drivers are "
                    + new TreeSet<>(drivers.keySet()) + (similar.isEmpty() ? "" : "; is " + similar.get(0) + " meant?"));
            }
            return;
        }
        final Map<String, String> options = new LinkedHashMap<>(device.options());
        for (String message = objection(driver, device, options); message != null;) {
            final String cause = cause(driver, device, options, message);
            final int line = lineOf.applyAsInt(cause);
            if (line != TOLD) {
                problems.error(line, message);
            }
            options.remove(cause);
            message = cause == null ? null : objection(driver, device, options);
        }
    }

    /**
     * The option without which the driver has nothing to object to, or says something else than this about it; null where it is
     * none of them. (Without an option that it must have, it says something else, too.)
     */
    private static String cause(CaptureDriver driver, DeviceConfiguration device, Map<String, String> options, String message) {
        for (String option : new TreeSet<>(options.keySet())) {
            final Map<String, String> others = new LinkedHashMap<>(options);
            others.remove(option);
            final String then = objection(driver, device, others);
            if (then == null || !then.equals(message) && message.matches("(?s).*\\b" + Pattern.quote(option) + "\\b.*")) {
                return option;
            }
        }
        return null;
    }

    private static String objection(CaptureDriver driver, DeviceConfiguration device, Map<String, String> options) {
        try {
            driver.check(new DeviceRequest(device.name(), device.address(), DeviceKind.LIVE, options));
            return null;
        } catch (MapiException e) {
            return e.getMessage();
        } catch (RuntimeException | LinkageError e) {
            return "device " + device.name() + ": driver " + device.driver() + " failed to check it: " + e;
        }
    }
}
