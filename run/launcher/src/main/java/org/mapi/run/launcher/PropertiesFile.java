package org.mapi.run.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The file {@code appliance.properties}. A key without a dot is one of ours and must be known; a key with a dot goes to the
 * framework and the bundles as it is.
 */
final class PropertiesFile {

    static final String NAME = "appliance.properties";

    private static final Set<String> KEYS = new TreeSet<>(Set.of("host", "port", "load", "stop-deadline-s"));

    private final Map<String, String> values;

    private PropertiesFile(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads the file; one that does not exist is empty.
     *
     * @throws UserError if it cannot be read or has a key that nobody knows
     */
    static PropertiesFile read(Path path) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            return new PropertiesFile(Map.of());
        } catch (IOException | IllegalArgumentException e) {
            throw new UserError(path + ": cannot be read: " + e.getMessage());
        }
        Map<String, String> values = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.indexOf('.') < 0 && !KEYS.contains(key)) {
                throw new UserError(path + ": unknown key '" + key + "', expected one of " + String.join(", ", KEYS)
                        + " or a framework property (with a dot)");
            }
            values.put(key, properties.getProperty(key).strip());
        }
        return new PropertiesFile(values);
    }

    /** Returns the value of one of our keys, or null. */
    String get(String key) {
        return values.get(key);
    }

    /** Returns what goes to the framework. */
    Map<String, String> frameworkProperties() {
        Map<String, String> result = new TreeMap<>(values);
        result.keySet().removeIf(key -> key.indexOf('.') < 0);
        return result;
    }
}
