package org.mapi.core.engine.control;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.mapi.DeviceCounters;
import org.mapi.DeviceInformation;
import org.mapi.FlowInformation;
import org.mapi.FlowStatus;
import org.mapi.FunctionInformation;
import org.mapi.FunctionStatus;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.agent.StationState;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.core.engine.device.DeviceEntry;
import org.mapi.core.engine.memory.ReadOutcome;
import org.mapi.core.engine.memory.SlotSnapshot;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.result.ResultSchema;

/** What is told about devices, flows and functions. Any thread. */
public final class Descriptions {
    private Descriptions() { }

    /** About a flow. */
    public static FlowInformation flow(FlowRecord flow) {
        return new FlowInformation(flow.id(), flow.owner(), flow.device().entry().id(), flow.deviceName(),
            flow.functions().size(), flow.start(), flow.end(), status(flow), detail(flow), packets(flow));
    }

    private static long packets(FlowRecord flow) {
        if (flow.functions().isEmpty()) {
            return flow.start() == null ? 0 : flow.device().packets() - flow.packetsAtStart();
        }
        return function(flow.functions().get(0)).seen();
    }

    /** The state; SUSPENDED while a function or the device is missing. */
    public static FlowStatus status(FlowRecord flow) {
        final FlowStatus status = flow.status();
        if (status == FlowStatus.ACTIVE && (flow.device().missing() || flow.functions().stream()
                .anyMatch(function -> state(function) == FunctionStatus.SUSPENDED))) {
            return FlowStatus.SUSPENDED;
        }
        return status;
    }

    /** Why a flow is suspended or what is wrong with it, or empty. */
    static String detail(FlowRecord flow) {
        if (flow.status() == FlowStatus.CLOSED) {
            return "";
        }
        final String problem = first(flow, Descriptions::problem);
        if (!problem.isEmpty()) {
            return problem;
        }
        return flow.device().detail().isEmpty() ? first(flow, Descriptions::note) : flow.device().detail();
    }

    private static String first(FlowRecord flow, Function<AppliedRecord, String> about) {
        for (AppliedRecord function : flow.functions()) {
            final String text = about.apply(function);
            if (!text.isEmpty()) {
                return function.label() + ": " + text;
            }
        }
        return "";
    }

    private static String detail(AppliedRecord applied) {
        final String problem = problem(applied);
        return problem.isEmpty() ? note(applied) : problem;
    }

    private static String problem(AppliedRecord applied) {
        return first(applied.stations().stream()
            .map(station -> station.detail().isEmpty() ? station.warning() : station.detail()).toList());
    }

    /** What the function says of itself. */
    private static String note(AppliedRecord applied) {
        return first(applied.notes());
    }

    /** The first of the texts, one per queue, that is not empty. */
    private static String first(List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            if (!texts.get(i).isEmpty()) {
                return (texts.size() > 1 ? "queue " + i + ": " : "") + texts.get(i);
            }
        }
        return "";
    }

    /** About a function. */
    public static FunctionInformation function(AppliedRecord applied) {
        final List<Station> stations = applied.stations();
        final FinalValue last = applied.last();
        final ResultSchema schema = applied.definition().schema();
        final Counts counts = counts(applied, last, stations);
        final int lastReturn = last != null ? last.lastReturn() : stations.isEmpty() ? -1 : stations.get(0).lastReturn();
        return new FunctionInformation(applied.reference().id(), applied.reference().flow(), applied.definition().function(),
            applied.definition().library(), applied.version(), applied.definition().deviceType(), applied.argumentTexts(),
            state(applied), detail(applied), counts.seen(), counts.passed(), counts.missed(), schema == null ? 0 : schema.size(),
            applied.subscribers() > 1, applied.subscribers(), lastReturn, applied.flag(),
            stations.stream().mapToDouble(Station::load).max().orElse(0), counts.emitted());
    }

    private static Counts counts(AppliedRecord applied, FinalValue last, List<Station> stations) {
        Counts counts = Counts.NOTHING;
        final int several = last != null ? last.snapshots().size() : stations.size();
        for (int i = 0; i < several; i++) {
            final SlotSnapshot snapshot = last != null ? last.snapshots().get(i) : snapshot(stations.get(i));
            if (snapshot != null) {
                counts = counts.plus(applied.counts(i, snapshot));
            }
        }
        return counts;
    }

    private static SlotSnapshot snapshot(Station station) {
        final SlotSnapshot snapshot = station.slot().newSnapshot();
        return station.slot().snapshot(snapshot) == ReadOutcome.READ ? snapshot : null;
    }

    /** State of a function. */
    static FunctionStatus state(AppliedRecord applied) {
        if (applied.deletedBy() != null) {
            return FunctionStatus.DELETED;
        }
        if (applied.flow().status() == FlowStatus.CLOSED) {
            return FunctionStatus.CLOSED;
        }
        // What is worst counts, of several queues.
        return applied.stations().stream().map(Station::state).max(Comparator.naturalOrder()).map(Descriptions::state)
            .orElse(FunctionStatus.UNINITIALIZED);
    }

    private static FunctionStatus state(StationState state) {
        return switch (state) {
            case WORKING -> FunctionStatus.INITIALIZED;
            case HELD -> FunctionStatus.HELD;
            case SUSPENDED -> FunctionStatus.SUSPENDED;
            case QUARANTINED -> FunctionStatus.QUARANTINED;
        };
    }

    /** About a device that the engine has not open; something else of its driver may have it at work all the same. */
    static DeviceInformation unopened(DeviceEntry entry, DriverCatalogue drivers) {
        final Optional<DeviceProperties> inUse = Failures.answer(() -> drivers.find(entry.configuration().driver())
            .flatMap(driver -> driver.acquire().inUse(entry.request())), Optional.empty());
        final DeviceConfiguration known = entry.configuration();
        return inUse.map(properties -> new DeviceInformation(entry.id(), known.name(), known.driver(), known.alias(),
            known.description(), properties.kind(), properties.deviceType(), known.linkSpeed() > 0 ? known.linkSpeed()
                : properties.linkSpeed(), known.mpls(), known.vlan(), properties.captureLength(), properties.interfaces(), 0,
            "open", "", 0, 0, 0, DeviceStatistics.NONE)).orElseGet(() -> closed(entry, "closed", ""));
    }

    /** About a device that is not open. */
    static DeviceInformation closed(DeviceEntry entry, String status, String detail) {
        final DeviceConfiguration known = entry.configuration();
        return new DeviceInformation(entry.id(), known.name(), known.driver(), known.alias(), known.description(), null, "",
            known.linkSpeed(), known.mpls(), known.vlan(), 0, List.of(), 0, status, detail, 0, 0, 0, DeviceStatistics.NONE);
    }

    /** About an open device. */
    static DeviceInformation device(DeviceControl device) {
        final DeviceConfiguration known = device.entry().configuration();
        final DeviceProperties properties = device.properties();
        return new DeviceInformation(device.entry().id(), known.name(), known.driver(), known.alias(), known.description(),
            properties.kind(), properties.deviceType(), known.linkSpeed() > 0 ? known.linkSpeed() : properties.linkSpeed(),
            known.mpls(), known.vlan(), properties.captureLength(), properties.interfaces(), device.queues(), device.status(),
            device.detail(), device.flowCount(), device.packets(), device.dropped(), device.statistics());
    }

    /** Counters of an open device. */
    static DeviceCounters counters(DeviceControl device) {
        final DeviceStatistics statistics = device.statistics();
        final int interfaces = device.properties().interfaces().size();
        final long[] counted = device.byInterface();
        final Long[] shown = new Long[interfaces];
        for (int i = 0; i < interfaces; i++) {
            shown[i] = i < counted.length ? counted[i] : 0L;
        }
        return new DeviceCounters("localhost", device.entry().name(), statistics.received(), statistics.droppedByKernel(),
            statistics.droppedByInterface(), statistics.droppedByDriver() + device.dropped(), statistics.bad(), List.of(shown));
    }

    /** The error for a flow that is not there. */
    static MapiException noFlow(int id) {
        return new MapiException(MapiError.MAPI_INVALID_FLOW, "flow " + id + " does not exist or is closed");
    }
}
