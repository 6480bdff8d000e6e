package org.mapi.console.shell;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.mapi.DeviceInformation;
import org.mapi.FlowInformation;
import org.mapi.FunctionDescription;
import org.mapi.FunctionInformation;
import org.mapi.LibraryInformation;
import org.mapi.Mapi;
import org.mapi.capture.DeviceStatistics;
import org.mapi.function.ArgumentDescription;
import org.mapi.result.JsonView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code mapi:devices}, {@code mapi:libraries}, {@code mapi:functions}, {@code mapi:flows} and {@code mapi:flow}. */
@Component(service = ListCommands.class, property = {"osgi.command.scope=mapi", "osgi.command.function=devices",
    "osgi.command.function=libraries", "osgi.command.function=functions", "osgi.command.function=flows",
    "osgi.command.function=flow"})
public final class ListCommands {
    private static final String JSON_OPTION = "print JSON";

    private final Mapi mapi;

    /** Made by Declarative Services. */
    @Activate
    public ListCommands(@Reference Mapi mapi) {
        this.mapi = mapi;
    }

    /** Lists the devices. */
    @Descriptor("lists the capture devices with their counters")
    public String devices(@Descriptor(JSON_OPTION) @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json) {
        final List<DeviceInformation> devices = mapi.devices();
        if (json) {
            return json(devices);
        }
        final TextTable table = new TextTable("ID", "DEVICE", "DRIVER", "KIND", "STATUS", "FLOWS", "RECEIVED", "PROCESSED",
            "DROPPED KERNEL", "INTERFACE", "BY US", "BAD", "DETAIL");
        for (DeviceInformation device : devices) {
            final DeviceStatistics statistics = device.statistics() == null ? DeviceStatistics.NONE : device.statistics();
            table.add(device.id(), device.alias().isEmpty() ? device.name() : device.name() + " (" + device.alias() + ")",
                device.driver(), device.kind() == null ? "" : device.kind().name().toLowerCase(Locale.ROOT),
                device.status(), device.flows(), statistics.received(), device.packets(),
                statistics.droppedByKernel(), statistics.droppedByInterface(),
                statistics.droppedByDriver() + device.droppedByUs(), statistics.bad(),
                device.detail().isEmpty() ? device.description() : device.detail());
        }
        return orNothing(table, "no devices: configure one in mapi.conf, or create a flow on trace:<file> or an interface");
    }

    /** Lists the libraries. */
    @Descriptor("lists the function libraries in search order")
    public String libraries(@Descriptor(JSON_OPTION) @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json) {
        final List<LibraryInformation> libraries = mapi.libraries();
        if (json) {
            return json(libraries);
        }
        final TextTable table = new TextTable("ORDER", "LIBRARY", "FUNCTIONS", "BUNDLE", "VERSION");
        libraries.forEach(library -> table.add(library.id(), library.library(), library.functions(), library.bundle(),
            library.version()));
        return orNothing(table, "no function libraries: drop one into the load folder");
    }

    /** Lists the functions. */
    @Descriptor("lists the functions of all libraries with their arguments")
    public String functions(@Descriptor(JSON_OPTION) @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json) {
        final List<FunctionDescription> functions = mapi.functions();
        if (json) {
            return json(functions);
        }
        final TextTable table = new TextTable("FUNCTION", "ARGUMENTS", "DESCRIPTION", "VERSION");
        for (FunctionDescription function : functions) {
            final String arguments = function.definition().arguments().stream().map(ListCommands::argument)
                .collect(Collectors.joining(", "));
            table.add(function.definition().qualifiedName(), arguments, function.rejected().isEmpty()
                ? function.definition().description() : "rejected: " + function.rejected(), function.version());
        }
        return orNothing(table, "no functions: drop a library into the load folder");
    }

    private static String argument(ArgumentDescription argument) {
        return argument.optional() ? "[" + argument.name() + "]" : argument.name();
    }

    /** Lists the flows. */
    @Descriptor("lists the flows of all clients")
    public String flows(@Descriptor(JSON_OPTION) @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json) {
        final List<FlowInformation> flows = mapi.flows();
        if (json) {
            final List<Object> views = new ArrayList<>();
            flows.forEach(flow -> views.add(view(flow)));
            return json(views);
        }
        final TextTable table = new TextTable("ID", "DEVICE", "STATUS", "PACKETS", "FUNCTIONS", "OWNER", "DETAIL");
        for (FlowInformation flow : flows) {
            final String functions = mapi.functions(flow.id()).stream().map(FunctionInformation::function)
                .collect(Collectors.joining(", "));
            table.add(flow.id(), flow.device(), flow.status().name(), flow.packets(), functions, flow.owner(), flow.detail());
        }
        return orNothing(table, "no flows");
    }

    /** Shows one flow with its functions and their values. */
    @Descriptor("shows one flow: its functions and their values")
    public String flow(@Descriptor(JSON_OPTION) @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json, @Descriptor("the flow's number") int id) {
        if (json) {
            return json(view(mapi.flow(id)));
        }
        final TextTable table = new TextTable("ID", "FUNCTION", "ARGUMENTS", "STATUS", "SEEN", "PASSED", "MISSED", "RESULT",
            "DETAIL");
        for (FunctionInformation function : mapi.functions(id)) {
            table.add(function.id(), function.library() + ":" + function.function(), String.join(", ", function.arguments()),
                function.status().name(), function.seen(), function.passed(), function.missed(),
                mapi.peek(id, function.id()).map(Object::toString).orElse(""), function.detail());
        }
        return table.toString();
    }

    /** A flow with its functions and their values. */
    private Map<String, Object> view(FlowInformation flow) {
        @SuppressWarnings("unchecked")
        final Map<String, Object> view = (Map<String, Object>) JsonView.of(flow);
        final List<Object> functions = new ArrayList<>();
        for (FunctionInformation function : mapi.functions(flow.id())) {
            @SuppressWarnings("unchecked")
            final Map<String, Object> entry = new LinkedHashMap<>((Map<String, Object>) JsonView.of(function));
            entry.put("result", mapi.peek(flow.id(), function.id()).orElse(null));
            functions.add(entry);
        }
        view.put("functions", functions);
        return view;
    }

    private static String orNothing(TextTable table, String nothing) {
        return table.size() == 0 ? nothing : table.toString();
    }

    private static String json(Object value) {
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).with(JSON.Feature.WRITE_NULL_PROPERTIES)
                .asString(JsonView.of(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
