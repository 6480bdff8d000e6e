package org.mapi.core.engine.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.core.engine.registry.SimilarNames;

/**
 * What drivers object to in the [driver] sections of a configuration file: an option that they do not know, a wrong value. Each
 * objection is found with its line by asking again without that option.
 */
public final class DriverObjections {
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
        for (ConfSection section : new ConfLines(variables, new Problems(name)).read(text)) {
            if (section.name().equals("driver")) {
                final DeviceSettings settings = new DeviceSettings(section.values());
                if (settings.wrong().isEmpty()) {
                    ask(section, settings.configuration(), problems);
                }
            }
        }
        return problems.all();
    }

    private void ask(ConfSection section, DeviceConfiguration device, Problems problems) {
        final CaptureDriver driver = drivers.get(device.driver());
        if (driver == null) {
            final List<String> similar = SimilarNames.of(device.driver(), drivers.keySet());
            problems.warning(section.lineOf(DeviceSettings.DRIVER), "driver " + device.driver() + " is not there, drivers are "
                + new TreeSet<>(drivers.keySet()) + (similar.isEmpty() ? "" : "; is " + similar.get(0) + " meant?"));
            return;
        }
        final Map<String, String> options = new LinkedHashMap<>(device.options());
        for (String message = objection(driver, device, options); message != null;) {
            final String cause = cause(driver, device, options, message);
            problems.error(cause == null ? section.lineOf(DeviceSettings.ADDRESS) : section.lineOf(cause), message);
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
