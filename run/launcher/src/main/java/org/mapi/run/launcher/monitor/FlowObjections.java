package org.mapi.run.launcher.monitor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.mapi.Flow;
import org.mapi.Mapi;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.DeviceType;
import org.mapi.core.engine.arguments.FunctionCall;
import org.mapi.core.engine.arguments.TextArgument;
import org.mapi.core.engine.config.FlowSettings;
import org.mapi.core.engine.config.MapiConf;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.function.FunctionReference;

/**
 * What functions object to in the declared flows of a configuration file. Each flow is made as the appliance makes it, up to the
 * moment where it would be connected, but on a device that has no packets: what is declared is not opened.
 */
public final class FlowObjections {
    /** By driver; devices of other drivers may be of any type. */
    private static final Map<String, List<String>> TYPES = Map.of("pcap", List.of(DeviceType.NIC), "memif",
        List.of(DeviceType.MEMIF), "trace", List.of(DeviceType.TRACE, DeviceType.DAG));
    private static final List<String> ANY_TYPE = List.of(DeviceType.NIC, DeviceType.TRACE, DeviceType.MEMIF, DeviceType.DAG);
    /** Opens what is neither configured nor names a driver. */
    private static final String USUAL_DRIVER = "pcap";
    /** Events of applications are known only where these run. */
    private static final String OF_EVENTS = "MOS_EVENT";

    /** Takes the name of a device that may be configured in the Web Console. */
    private static final String OF_DEVICES = "TO_MEMIF";

    private final Mapi mapi;
    private final List<String> unusable;
    private final Map<String, String> drivers = new HashMap<>();

    /**
     * Checks with some libraries.
     *
     * @param appliance has them, made with the configuration's devices
     * @param conf      the configuration
     * @param refused   folders whose libraries are not looked at, and why, a text each
     */
    public FlowObjections(PlainAppliance appliance, MapiConf conf, List<String> refused) {
        mapi = appliance.mapi();
        unusable = Stream.concat(refused.stream(), appliance.unusable().stream()).toList();
        conf.devices().forEach(settings -> {
            final DeviceConfiguration device = settings.configuration();
            drivers.put(device.name(), device.driver());
            drivers.putIfAbsent(device.alias(), device.driver());
        });
    }

    /**
     * What is wrong with a flow.
     *
     * @param flow a declared flow whose functions can be read
     * @return an objection a function; empty when all is well
     */
    public List<FlowObjection> of(FlowSettings flow) {
        final List<String> types = TYPES.getOrDefault(driver(flow.device()), ANY_TYPE);
        final List<String> devices = new ArrayList<>();
        types.forEach(type -> devices.add(StandInDriver.device(type, false)));
        devices.add(StandInDriver.device(types.getFirst(), true));
        List<FlowObjection> fewest = null;
        for (String device : devices) {
            final List<FlowObjection> found = on(device, flow);
            if (found.isEmpty()) {
                return found;
            }
            fewest = fewest == null || found.size() < fewest.size() ? found : fewest;
        }
        return fewest;
    }

    private String driver(String device) {
        final int colon = device.indexOf(':');
        return drivers.getOrDefault(device, colon > 0 ? device.substring(0, colon) : USUAL_DRIVER);
    }

    private List<FlowObjection> on(String device, FlowSettings settings) {
        final List<FlowObjection> found = new ArrayList<>();
        final Map<String, FunctionReference> names = new HashMap<>();
        final Set<String> refused = new HashSet<>();
        try (Flow flow = mapi.createFlow(device)) {
            for (FunctionCall call : settings.calls()) {
                final boolean follows = call.arguments().stream().anyMatch(argument -> refers(argument, refused));
                try {
                    final FunctionReference made = follows ? null
                        : flow.apply(call.function(), call.values(Map.copyOf(names))).reference();
                    if (call.name() != null && made != null) {
                        names.put(call.name(), made);
                    }
                } catch (MapiException e) {
                    found.add(objection(settings, call, e));
                }
                if (call.name() != null && !names.containsKey(call.name())) {
                    refused.add(call.name());
                }
            }
        }
        return found;
    }

    private static boolean refers(TextArgument argument, Set<String> names) {
        return argument.kind() == TextArgument.Kind.WORD && names.contains(argument.text());
    }

    private FlowObjection objection(FlowSettings flow, FunctionCall call, MapiException e) {
        final String where = "flow " + flow.name() + ": " + call + ": ";
        final String unsure = unsure(call, e);
        return unsure == null ? new FlowObjection(true, where + e.getMessage())
            : new FlowObjection(false, where + "not checked (" + unsure + "): " + e.getMessage());
    }

    /** Why it may be right in the appliance all the same; null where it is wrong there, too. */
    private String unsure(FunctionCall call, MapiException e) {
        if (e.error() == MapiError.MAPI_LIBRARY_LOAD_ERR) {
            return "its library works in the appliance only";
        }
        if (e.error() == MapiError.MAPI_FUNCTION_NOT_FOUND) {
            return unusable.isEmpty() ? null
                : "there are libraries that cannot be used here: " + String.join("; ", unusable);
        }
        final String name = call.function().substring(call.function().indexOf(':') + 1);
        if (name.equals(OF_DEVICES) && e.error() == MapiError.MFUNCT_INVALID_ARGUMENT_1
            && call.arguments().getFirst().text().indexOf(':') < 0) {
            return "devices may be configured elsewhere, too";
        }
        if (name.equals(OF_EVENTS) && e.error() == MapiError.MFUNCT_INVALID_ARGUMENT_1) {
            return "applications may define further events";
        }
        final String types = mapi.functions().stream().filter(known -> known.definition().function().equals(name))
            .map(known -> known.definition().argumentLetters()).findFirst().orElse("");
        return types.matches(".*[rfS].*") && call.arguments().stream().anyMatch(FlowObjections::numbers)
            ? "what functions other flows have is known in the appliance only" : null;
    }

    /** Whether it may name a function of another flow: {@code 2} or {@code "3@1"}. */
    private static boolean numbers(TextArgument argument) {
        return argument.text().matches("[0-9]+|[0-9]+@[0-9].*");
    }
}
