package org.mapi.function;

import java.util.List;
import java.util.Optional;
import org.mapi.FlowInformation;
import org.mapi.FunctionInformation;
import org.mapi.capture.DeviceRequest;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One use of a function in a flow, seen from the function: the device it runs on (the tutorial's {@code mapid_hw_info}), its flow
 * and the platform's services. May be called from any thread; {@code packets} and {@code dropped} never wait.
 */
@ProviderType
public interface Application {
    /** Link types of the device, each once ({@code LINKTYPE_} values); a trace may announce further ones later. */
    int[] linkTypes();

    /**
     * Most bytes of a packet that are captured, as far as the device knows now: a trace may announce an interface with more
     * later. Who sizes memory by it cuts longer packets.
     */
    int captureLength();

    /** Packets the device has delivered so far. */
    long packets();

    /** Packets dropped so far, by kernel, interface and driver together. */
    long dropped();

    /** The device's type, see {@link org.mapi.capture.DeviceType}. */
    String deviceType();

    /** True for live and replay devices, false for offline ones. */
    boolean live();

    /** The device's number. */
    int deviceId();

    /** The device's name. */
    String device();

    /** The driver's own information (the tutorial's adapterinfo), or null. */
    Object driverInformation();

    /** The flow this function is applied to. */
    FlowReference flow();

    /** Number of this function in the flow. */
    FunctionReference self();

    /** All flows of the device. */
    List<FlowInformation> flows();

    /** The functions already applied to a flow, in order. */
    List<FunctionInformation> functions(FlowReference flow);

    /**
     * Access to another function's result.
     *
     * @param position     position of the argument that names it, from 0, for the error's number
     * @param reference the function
     * @return the source
     * @throws org.mapi.MapiException MFUNCT_INVALID_ARGUMENT_n when there is no such function or it has no result
     */
    ResultSource source(int position, FunctionReference reference);

    /**
     * How configuration says that a device is opened: for functions that send to a device, which nobody may have opened yet.
     *
     * @param name   name or alias of the device
     * @param driver name of the driver it must be for
     * @return what the driver would be asked to open, under the device's name; empty where no device of that name is configured
     *     or it is for another driver, and where nothing is configured (tests)
     */
    default Optional<DeviceRequest> configuredDevice(String name, String driver) {
        return Optional.empty();
    }

    /**
     * A service of the platform: {@link org.mapi.capture.FilterCompiler}, {@link org.mapi.capture.TraceWriters}.
     *
     * @throws org.mapi.MapiException MFUNCT_COULD_NOT_APPLY_FUNCT when none is there
     */
    <T> T service(Class<T> type);
}
