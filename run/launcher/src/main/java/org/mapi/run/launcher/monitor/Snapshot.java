package org.mapi.run.launcher.monitor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mapi.DeviceCounters;
import org.mapi.FunctionInformation;

/**
 * The state of a monitored flow at one moment.
 *
 * @param device    the trace or device, as the user named it
 * @param counters  the device's counters
 * @param processed packets the engine has processed
 * @param rows      the functions with their results
 */
record Snapshot(String device, DeviceCounters counters, long processed, List<Row> rows) {
    /**
     * One function.
     *
     * @param id        number shown to people: its position, from 1
     * @param name      the name it was given, or null
     * @param function  what is known of it
     * @param arguments its arguments as text, functions by the names they were given
     * @param written   the same the way one could type them again
     * @param result    its result: Long, map or null
     */
    record Row(int id, String name, FunctionInformation function, List<String> arguments, List<String> written, Object result) { }

    /** As the JSON of {@code monitor} shows it. */
    Map<String, Object> view() {
        final Map<String, Object> view = new LinkedHashMap<>();
        view.put("device", device);
        view.putAll(packets());
        view.put("functions", rows.stream().map(Snapshot::view).toList());
        return view;
    }

    /** What became of all packets. */
    Map<String, Object> packets() {
        final Map<String, Object> view = new LinkedHashMap<>();
        view.put("received", counters.received());
        view.put("processed", processed);
        final Map<String, Object> dropped = new LinkedHashMap<>();
        dropped.put("kernel", counters.droppedByKernel() + counters.droppedByInterface());
        dropped.put("engine", counters.droppedByUs());
        view.put("dropped", dropped);
        view.put("bad", counters.bad());
        return view;
    }

    private static Map<String, Object> view(Row row) {
        final Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", row.id());
        view.put("name", row.name());
        view.put("function", row.function().function());
        view.put("library", row.function().library());
        view.put("arguments", row.arguments());
        view.put("seen", row.function().seen());
        view.put("passed", row.function().passed());
        view.put("missed", row.function().missed());
        if (row.function().emitted() > 0) {
            view.put("emitted", row.function().emitted());
        }
        view.put("result", row.result());
        return view;
    }
}
