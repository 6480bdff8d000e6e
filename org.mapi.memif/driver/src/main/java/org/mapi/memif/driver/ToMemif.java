package org.mapi.memif.driver;

import java.util.HashMap;
import java.util.Map;
import org.mapi.MapiException;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Queueing;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * TO_MEMIF: sends the packets that reach it to a memif interface, and lets them pass. Two devices are bridged by two flows, each
 * with a TO_MEMIF to the other.
 *
 * <p>The interface is named as a device is: {@code memif:<socket>/<id>}, the name or alias of a configured device, or the short
 * name of a configured interface. It is opened here unless it is open already.
 */
@Component(service = Function.class)
@FunctionDefinition(library = "memif", function = "TO_MEMIF", description = "Sends packets to a memif interface",
    result = Forwarded.class, queueing = Queueing.PER_QUEUE,
    arguments = {"device:s:memif:<socket>/<id>, or the name of a memif device",
        "options:s=:role=master,queues=2 and so on, over those of the configuration"},
    examples = "TO_MEMIF(\"memif:@mapi-example/0\") PKT_COUNTER",
    resultMeaning = "packets that the interface took, and those it had no room for or no peer",
    differences = "New: the original has no such function.")
public final class ToMemif implements Function {
    private static final String DRIVER = "memif";
    private static final String SCHEME = DRIVER + ":";

    private final MemifInterfaces interfaces;

    /**
     * Makes the function.
     *
     * @param interfaces shared with the driver
     */
    @Activate
    public ToMemif(@Reference MemifInterfaces interfaces) {
        this.interfaces = interfaces;
    }

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final String device = arguments.text(0);
        if (device.isBlank()) {
            throw wrong(device);
        }
        final DeviceRequest request;
        try {
            request = request(device, InterfaceAddress.options(arguments.text(1), ",", arguments.text(1)), application);
            if (request != null) {
                interfaces.target(request);
            }
        } catch (MapiException e) {
            throw MapiException.argument(isAboutOptions(e) ? 2 : 1, "device and options", device + ", " + arguments.text(1),
                "a memif interface (" + e.getMessage() + ")");
        }
        if (request == null) {
            throw wrong(device);
        }
        return new ToMemifInstance(interfaces, request, device.startsWith(SCHEME) ? device : request.device());
    }

    private static MapiException wrong(String device) {
        return MapiException.argument(1, "device", device, "memif:<socket>/<id>, or the name of a memif device");
    }

    /** What to open; null for a name that stands for no interface. */
    private DeviceRequest request(String device, Map<String, String> options, Application application) {
        if (device.startsWith(SCHEME)) {
            return new DeviceRequest("TO_MEMIF(" + device + ")", device.substring(SCHEME.length()), DeviceKind.LIVE, options);
        }
        final DeviceRequest configured = application.configuredDevice(device, DRIVER).orElse(null);
        if (configured == null) {
            return interfaces.declaredAs(device) ? new DeviceRequest(device, device, DeviceKind.LIVE, options) : null;
        }
        final Map<String, String> all = new HashMap<>(configured.options());
        all.putAll(options);
        return new DeviceRequest(configured.device(), configured.address(), DeviceKind.LIVE, all);
    }

    private static boolean isAboutOptions(MapiException e) {
        return e.getMessage().contains("option");
    }
}
