package org.mapi.console.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mapi.DeclaredFlowInformation;
import org.mapi.DeviceInformation;
import org.mapi.FlowInformation;
import org.mapi.FunctionDescription;
import org.mapi.FunctionInformation;
import org.mapi.LibraryInformation;
import org.mapi.Mapi;
import org.mapi.MapiException;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceStatistics;
import org.mapi.console.view.Declarations;
import org.mapi.console.view.FlowView;
import org.mapi.console.view.FunctionValue;
import org.mapi.console.view.FunctionView;
import org.mapi.console.view.TerminalText;
import org.mapi.function.ArgumentDescription;
import org.mapi.function.ArgumentType;
import org.mapi.function.Definition;

/** Lists as text for people. */
final class Listing {
    private static final String INDENT = "    ";

    private Listing() { }

    static String devices(List<DeviceInformation> devices) {
        final TextTable table = new TextTable("ID", "DEVICE", "DRIVER", "KIND", "STATUS", "FLOWS", "RECEIVED", "PROCESSED",
            "DROPPED KERNEL", "INTERFACE", "BY US", "BAD", "DETAIL");
        for (DeviceInformation device : devices) {
            final DeviceStatistics statistics = device.statistics() == null ? DeviceStatistics.NONE : device.statistics();
            table.add(device.id(), device.alias().isEmpty() ? device.name() : device.name() + " (" + device.alias() + ")",
                device.driver(), device.kind() == null ? "" : device.kind().name().toLowerCase(Locale.ROOT),
                device.status(), device.flows(), statistics.received(), device.packets(),
                statistics.droppedByKernel(), statistics.droppedByInterface(),
                statistics.droppedByDriver() + device.droppedByUs(), statistics.bad(),
                device.detail().isEmpty() ? described(device) : device.detail());
        }
        return table.toString();
    }

    /** A device's own words, and for a live one what its driver says of the interface now: link, peer, rings. */
    private static String described(DeviceInformation device) {
        final Stream<String> interfaces = device.kind() == DeviceKind.LIVE
            ? device.interfaces().stream().map(CaptureInterface::description) : Stream.empty();
        return Stream.concat(Stream.of(device.description()), interfaces).filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    }

    static String libraries(List<LibraryInformation> libraries) {
        final TextTable table = new TextTable("ORDER", "LIBRARY", "FUNCTIONS", "BUNDLE", "VERSION");
        libraries.forEach(library -> table.add(library.id(), library.library(), library.functions(), library.bundle(),
            library.version()));
        return table.toString();
    }

    static String functions(List<FunctionDescription> functions) {
        final TextTable table = new TextTable("FUNCTION", "DESCRIPTION");
        functions.forEach(function -> table.add(function.definition().library() + ":"
            + FunctionView.signature(function.definition()), FunctionView.sentence(function)));
        return table.toString();
    }

    /** Everything that a user of a function wants to know. */
    static String details(FunctionDescription function) {
        final Definition definition = function.definition();
        final StringBuilder text = new StringBuilder(definition.library()).append(':')
            .append(FunctionView.signature(definition)).append('\n').append(INDENT)
            .append(TerminalText.printable(FunctionView.sentence(function)));
        final int width = definition.arguments().stream().mapToInt(argument -> argument.name().length()).max().orElse(0);
        for (ArgumentDescription argument : definition.arguments()) {
            text.append('\n').append(INDENT).append(argument.name()).append(" ".repeat(width - argument.name().length() + 2))
                .append(TerminalText.printable(FunctionView.argument(argument)));
        }
        for (int i = 1; i < definition.arguments().size(); i++) {
            if (definition.arguments().get(i - 1).type() == ArgumentType.FLOW
                && definition.arguments().get(i).type() == ArgumentType.FUNCTION) {
                text.append('\n').append(INDENT).append("on the command line and in mapi.conf ")
                    .append(definition.arguments().get(i - 1).name()).append(" and ").append(definition.arguments().get(i).name())
                    .append(" are one: the name of a function before it");
            }
        }
        final String result = FunctionView.result(definition);
        text.append('\n').append(INDENT).append("result: ").append(result.isEmpty() ? "none" : result);
        if (definition.filters()) {
            text.append("; lets only some packets through");
        }
        if (definition.modifies()) {
            text.append("; changes packets");
        }
        if (!definition.runsEverywhere()) {
            text.append("; for devices of type ").append(definition.deviceType());
        }
        if (!function.bundle().isEmpty()) {
            text.append("; bundle ").append(function.bundle()).append(' ').append(function.version());
        }
        return text.toString();
    }

    static String flows(Mapi mapi, List<FlowInformation> flows, Declarations declarations,
                        List<DeclaredFlowInformation> waiting) {
        final TextTable table = new TextTable("ID", "DEVICE", "STATUS", "PACKETS", "FUNCTIONS", "OWNER", "DETAIL");
        for (FlowInformation flow : flows) {
            table.add(flow.id(), flow.device(), flow.status().name(), flow.packets(), names(mapi, flow), flow.owner(),
                Stream.of(declarations.name(flow), flow.detail()).filter(text -> !text.isEmpty())
                    .collect(Collectors.joining(": ")));
        }
        waiting.forEach(flow -> table.add("-", flow.device(), FlowView.WAITING, "", String.join(", ", flow.functions()),
            FlowView.CONFIGURATION, flow.name() + ": " + flow.detail()));
        return table.toString();
    }

    private static String names(Mapi mapi, FlowInformation flow) {
        try {
            return mapi.functions(flow.id()).stream().map(FunctionInformation::function).collect(Collectors.joining(", "));
        } catch (MapiException e) {
            return "(closed)";
        }
    }

    /** The functions of a flow with their values. */
    static String flow(Mapi mapi, int id) {
        final List<FunctionValue> functions = FunctionValue.of(mapi, id);
        final boolean emitting = functions.stream().anyMatch(valued -> valued.function().emitted() > 0);
        final List<Object> head = new ArrayList<>(List.of("ID", "FUNCTION", "ARGUMENTS", "STATUS", "SEEN", "PASSED"));
        head.addAll(emitting ? List.of("EMITTED", "MISSED", "RESULT", "DETAIL") : List.of("MISSED", "RESULT", "DETAIL"));
        final TextTable table = new TextTable(head.toArray(String[]::new));
        for (FunctionValue valued : functions) {
            final FunctionInformation function = valued.function();
            final List<Object> row = new ArrayList<>(List.of(function.id(),
                valued.name() + function.library() + ":" + function.function(), valued.arguments(), function.status().name(),
                function.seen(), function.passed()));
            if (emitting) {
                row.add(function.emitted());
            }
            row.addAll(List.of(function.missed(), valued.value().map(TerminalText::result).orElse(""), function.detail()));
            table.add(row.toArray());
        }
        return table.toString();
    }
}
