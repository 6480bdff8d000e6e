package org.mapi.core.engine.config;

import java.util.List;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.arguments.FunctionCall;
import org.mapi.core.engine.arguments.FunctionText;

/**
 * A flow that is declared by configuration.
 *
 * @param name      its name, unique among the declared flows
 * @param device    the device's name
 * @param functions its functions, each as {@link FunctionText} reads it
 */
public record FlowSettings(String name, String device, List<String> functions) {
    /** Trims, leaves empty functions out. */
    public FlowSettings {
        name = name.trim();
        device = device.trim();
        functions = functions.stream().map(String::trim).filter(function -> !function.isEmpty()).toList();
    }

    /**
     * The functions, read.
     *
     * @throws MapiException MAPI_CONFIGURATION when the name, the device or the functions are missing or cannot be read
     */
    public List<FunctionCall> calls() {
        if (name.isEmpty() || device.isEmpty() || functions.isEmpty()) {
            final String missing = name.isEmpty() ? "name" : device.isEmpty() ? "device" : "function";
            throw new MapiException(MapiError.MAPI_CONFIGURATION, (name.isEmpty() ? "flow" : "flow " + name) + ": " + missing
                + " is missing, expected a name, a device and at least one function");
        }
        try {
            return FunctionText.parseAll(functions);
        } catch (MapiException e) {
            throw new MapiException(MapiError.MAPI_CONFIGURATION, "flow " + name + ": " + e.getMessage());
        }
    }
}
