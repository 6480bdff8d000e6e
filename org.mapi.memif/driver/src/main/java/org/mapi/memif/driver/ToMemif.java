package org.mapi.memif.driver;

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
 * <p>The interface is named as a device is: {@code memif:<socket>/<id>}, which is opened here unless it is open already, the
 * short name of a configured interface, or the name of a device; a device that nobody has opened yet is waited for.
 */
@Component(service = Function.class)
@FunctionDefinition(library = "memif", function = "TO_MEMIF", description = "Sends packets to a memif interface",
    result = Forwarded.class, queueing = Queueing.PER_QUEUE,
    arguments = {"device:s:memif:<socket>/<id>, or the name of a memif device",
        "options:s=:role=master,queues=2 and so on, where it is opened here"},
    examples = "TO_MEMIF(\"memif:@mapi-example/0\") PKT_COUNTER",
    resultMeaning = "packets that the interface took, and those it had no room for or no peer",
    differences = "New: the original has no such function.")
public final class ToMemif implements Function {
    private static final String SCHEME = "memif:";

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
        final boolean isAddress = device.startsWith(SCHEME);
        if (device.isBlank()) {
            throw MapiException.argument(1, "device", device, "memif:<socket>/<id>, or the name of a memif device");
        }
        final DeviceRequest request;
        try {
            request = new DeviceRequest("TO_MEMIF(" + device + ")", isAddress ? device.substring(SCHEME.length()) : device,
                DeviceKind.LIVE, InterfaceAddress.options(arguments.text(1), ",", arguments.text(1)));
            if (isAddress) {
                interfaces.target(request);
            }
        } catch (MapiException e) {
            throw MapiException.argument(request(e) ? 2 : 1, "device and options", device + ", " + arguments.text(1),
                "a memif interface (" + e.getMessage() + ")");
        }
        return new ToMemifInstance(interfaces, device, isAddress, request);
    }

    private static boolean request(MapiException e) {
        return e.getMessage().contains("option");
    }
}
