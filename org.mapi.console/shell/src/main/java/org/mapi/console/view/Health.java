package org.mapi.console.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.mapi.DeviceInformation;
import org.mapi.FlowInformation;
import org.mapi.FlowStatus;
import org.mapi.FunctionDescription;
import org.mapi.FunctionInformation;
import org.mapi.FunctionStatus;
import org.mapi.Mapi;
import org.mapi.MapiException;
import org.mapi.capture.DeviceStatistics;

/**
 * How the appliance is, in a few lines: what does not work (an error), what is worth knowing (a warning), and how much was
 * measured.
 *
 * @param devices  number of devices
 * @param flows    number of flows
 * @param packets  packets processed, all devices together
 * @param problems errors first
 */
public record Health(int devices, int flows, long packets, List<Problem> problems) {
    private static final Set<String> BROKEN = Set.of("hanging", "failed", "waiting for driver");

    /** How bad it is. */
    public enum Severity {
        /** Something is not measured. */
        ERROR,
        /** Something was lost, or stands still for the moment. */
        WARNING
    }

    /**
     * One thing that is not as it should be.
     *
     * @param severity how bad
     * @param subject  what: a device, a flow, a function
     * @param text     what is wrong with it
     */
    public record Problem(Severity severity, String subject, String text) {
        @Override
        public String toString() {
            return subject + ": " + text;
        }
    }

    /** Copies the list, errors first. */
    public Health {
        final List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort((a, b) -> a.severity().compareTo(b.severity()));
        problems = List.copyOf(sorted);
    }

    /** Looks at everything. */
    public static Health of(Mapi mapi) {
        final List<Problem> problems = new ArrayList<>();
        final List<DeviceInformation> devices = mapi.devices();
        final List<FlowInformation> flows = mapi.flows();
        mapi.configurationErrors().forEach(error -> problems.add(new Problem(Severity.ERROR, "configuration", error)));
        devices.forEach(device -> look(device, problems));
        final Declarations declarations = Declarations.of(mapi);
        flows.forEach(flow -> look(mapi, flow, declarations.title(flow), problems));
        declarations.waiting().forEach(flow -> problems.add(new Problem(Severity.ERROR, "declared flow " + flow.name() + " on "
            + flow.device(), with("waiting", flow.detail()))));
        mapi.functions().forEach(function -> look(function, problems));
        return new Health(devices.size(), flows.size(), devices.stream().mapToLong(DeviceInformation::packets).sum(), problems);
    }

    /** The same with more problems. */
    public Health with(List<Problem> more) {
        final List<Problem> all = new ArrayList<>(problems);
        all.addAll(more);
        return new Health(devices, flows, packets, all);
    }

    private static void look(DeviceInformation device, List<Problem> problems) {
        final String subject = "device " + name(device);
        if (BROKEN.contains(device.status())) {
            problems.add(new Problem(Severity.ERROR, subject, with(device.status(), device.detail())));
        } else if (device.status().equals("held") || !device.detail().isEmpty()) {
            problems.add(new Problem(Severity.WARNING, subject, with(device.status(), device.detail())));
        }
        final DeviceStatistics counters = device.statistics() == null ? DeviceStatistics.NONE : device.statistics();
        final List<String> losses = new ArrayList<>();
        loss(losses, counters.droppedByKernel(), "dropped by kernel");
        loss(losses, counters.droppedByInterface(), "dropped by interface");
        loss(losses, counters.droppedByDriver() + device.droppedByUs(), "dropped by us");
        loss(losses, counters.bad(), "bad");
        if (!losses.isEmpty()) {
            problems.add(new Problem(Severity.WARNING, subject, "of " + counters.received() + " packets "
                + String.join(", ", losses)));
        }
    }

    private static void loss(List<String> losses, long packets, String how) {
        if (packets > 0) {
            losses.add(packets + " " + how);
        }
    }

    private static void look(Mapi mapi, FlowInformation flow, String title, List<Problem> problems) {
        final String subject = title + " on " + flow.device();
        final boolean suspended = flow.status() == FlowStatus.SUSPENDED;
        if (suspended) {
            problems.add(new Problem(Severity.ERROR, subject, with("suspended", flow.detail())));
        }
        try {
            mapi.functions(flow.id()).forEach(function -> look(function, subject, suspended, problems));
        } catch (MapiException e) {
            // closed since the list was made: it is no flow any more
        }
    }

    private static void look(FunctionInformation function, String flow, boolean told, List<Problem> problems) {
        final String subject = flow + ", function " + function.id() + " " + function.library() + ":" + function.function();
        final String missed = function.missed() == 0 ? "" : ", " + function.missed() + " packets missed";
        if (function.status() == FunctionStatus.QUARANTINED) {
            problems.add(new Problem(Severity.ERROR, subject, with("quarantined", function.detail()) + missed));
        } else if (function.status() == FunctionStatus.SUSPENDED) {
            problems.add(new Problem(Severity.ERROR, subject, (told ? "suspended" : with("suspended", function.detail()))
                + missed));
        } else if (function.missed() > 0 || !function.detail().isEmpty()) {
            problems.add(new Problem(Severity.WARNING, subject, function.detail() + (function.detail().isEmpty()
                ? function.missed() + " packets missed" : missed)));
        }
    }

    private static void look(FunctionDescription function, List<Problem> problems) {
        if (!function.rejected().isEmpty()) {
            problems.add(new Problem(Severity.WARNING, "function " + function.definition().qualifiedName() + " of bundle "
                + function.bundle(), "rejected: " + function.rejected()));
        }
    }

    private static String with(String status, String detail) {
        return detail.isEmpty() ? status : status + ": " + detail;
    }

    private static String name(DeviceInformation device) {
        return device.alias().isEmpty() ? device.name() : device.name() + " (" + device.alias() + ")";
    }

    /** The worst there is: {@code ok}, {@code warning} or {@code error}. */
    public String state() {
        return problems.isEmpty() ? "ok" : problems.getFirst().severity().name().toLowerCase(Locale.ROOT);
    }

    /** The first line of the summary. */
    public String headline() {
        final long errors = problems.stream().filter(problem -> problem.severity() == Severity.ERROR).count();
        final long warnings = problems.size() - errors;
        final List<String> words = new ArrayList<>();
        if (errors > 0) {
            words.add(counted(errors, "error"));
        }
        if (warnings > 0) {
            words.add(counted(warnings, "warning"));
        }
        return (words.isEmpty() ? "ok" : String.join(", ", words)) + "; " + counted(devices, "device") + ", "
            + counted(flows, "flow") + ", " + counted(packets, "packet") + " processed";
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** For a terminal: the headline, then a line for each problem. */
    public String text() {
        final StringBuilder text = new StringBuilder(headline());
        for (Problem problem : problems) {
            text.append('\n').append(problem.severity().name().toLowerCase(Locale.ROOT)).append("  ")
                .append(TerminalText.printable(problem.toString()));
        }
        return text.toString();
    }

    /** As JSON shows it. */
    public Map<String, Object> json() {
        final Map<String, Object> view = new LinkedHashMap<>();
        view.put("state", state());
        view.put("devices", devices);
        view.put("flows", flows);
        view.put("packets", packets);
        view.put("problems", problems);
        return view;
    }
}
