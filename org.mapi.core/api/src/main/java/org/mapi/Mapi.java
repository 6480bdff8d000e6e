package org.mapi;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mapi.capture.TraceFormat;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The monitoring API: a service, one object per client bundle. When the client's bundle stops, its flows and offline devices are
 * closed. Only the owner closes a flow; everybody sees the information about all flows.
 */
@ProviderType
public interface Mapi {
    /**
     * Creates a flow on a device (mapi_create_flow).
     *
     * @param device the name or alias of a configured device, the name of an offline device, {@code driver:address}
     *               ({@code trace:/data/a.pcap}, {@code pcap:eth0}), or a bare interface name for the default driver; remote
     *               devices are {@code //host[:port]/device}
     * @return the flow, in state INIT
     * @throws MapiException MAPI_DEVICE_INFO_ERR for null or empty; MAPID_NO_DRIVER naming the drivers there are when none serves
     *     it, also for the original's {@code host:device}; MAPI_NO_REMOTE for {@code //host} names while no sensor access is
     *     installed; or what the driver reports. At the start of a system drivers and libraries may come later than the caller:
     *     who starts by himself tries again
     */
    Flow createFlow(String device);

    /**
     * Creates an offline device: a trace file that is read once, when it is started (mapi_create_offline_device).
     *
     * @param trace  the file; its header is read now
     * @param format expected format, or null to recognise it
     *               by its content; a [format] section of mapi.conf may name another driver than {@code trace} for one
     * @return the device, in state SETUP; flows are created on its name
     * @throws MapiException MAPI_ERROR_FILE when the file cannot be read, PCAP_OPEN_ERR when its header is no trace's or not that
     *     of the expected format, MAPID_NO_DRIVER when the driver is not there. What is wrong further on ends the device early,
     *     see {@link OfflineDevice#failure}
     */
    OfflineDevice createOfflineDevice(Path trace, TraceFormat format);

    /** All devices: configured, created on demand and offline; by id. Offline devices have negative ids. */
    List<DeviceInformation> devices();

    /**
     * How a device is configured, for who opens devices without a flow.
     *
     * @param device name or alias
     * @return empty if no device of that name is configured
     */
    default Optional<ConfiguredDevice> configuredDevice(String device) {
        return Optional.empty();
    }

    /** All libraries, in search order. */
    List<LibraryInformation> libraries();

    /** All functions of all libraries, in search order. */
    List<FunctionDescription> functions();

    /** The flows of all clients, by id. */
    List<FlowInformation> flows();

    /**
     * The flows that configuration declares, those included that wait for a library or a device; by name. Empty where nothing
     * declares flows.
     */
    default List<DeclaredFlowInformation> declaredFlows() {
        return List.of();
    }

    /**
     * What is wrong in files of configuration, {@code file:line: error: message} each. A change of such a file has no effect
     * until the whole file is right. Empty where nothing is wrong, or nothing is configured by files.
     */
    default List<String> configurationErrors() {
        return List.of();
    }

    /**
     * Information about one flow (mapi_get_flow_info).
     *
     * @throws MapiException MAPI_INVALID_FLOW when there is none of that id
     */
    FlowInformation flow(int id);

    /**
     * The applied functions of a flow, in order of execution (mapi_get_function_info).
     *
     * @throws MapiException MAPI_INVALID_FLOW when there is no flow of that id
     */
    List<FunctionInformation> functions(int flow);

    /**
     * Statistics of a device (mapi_stats).
     *
     * @param device name or alias, as for {@link #createFlow}
     * @return one entry per sensor and device, one for a local device
     * @throws MapiException MAPI_STATS_ERROR when the device is not open
     */
    List<DeviceCounters> statistics(String device);

    /**
     * The current values of an applied function of anybody's flow as JSON would show them, or empty when it has none. A list, one
     * value per receive queue, where there are several and the result type cannot be merged.
     *
     * @throws MapiException MAPI_INVALID_FLOW when there is no flow of that id, MAPI_INVALID_FID_FUNCID when it has no such
     *     function
     */
    Optional<Object> peek(int flow, int function);
}
