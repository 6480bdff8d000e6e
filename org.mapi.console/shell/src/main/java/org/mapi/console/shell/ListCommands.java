package org.mapi.console.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.mapi.DeclaredFlowInformation;
import org.mapi.DeviceInformation;
import org.mapi.FlowInformation;
import org.mapi.FunctionDescription;
import org.mapi.LibraryInformation;
import org.mapi.Mapi;
import org.mapi.MapiException;
import org.mapi.console.view.Declarations;
import org.mapi.console.view.FlowView;
import org.mapi.console.view.FunctionView;
import org.mapi.console.view.Health;
import org.mapi.console.view.SearchText;
import org.mapi.console.view.TerminalText;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code mapi:devices}, {@code mapi:libraries}, {@code mapi:functions}, {@code mapi:flows}, {@code mapi:flow} and
 * {@code mapi:health}. Lists take a text to look for as their last words.
 */
@Component(service = ListCommands.class, property = {"osgi.command.scope=mapi", "osgi.command.function=devices",
    "osgi.command.function=libraries", "osgi.command.function=functions", "osgi.command.function=flows",
    "osgi.command.function=flow", "osgi.command.function=health"})
public final class ListCommands {
    private static final String JSON_OPTION = "print JSON";
    private static final String SEARCH = "only those with this in their names";

    private final Mapi mapi;

    /** Made by Declarative Services. */
    @Activate
    public ListCommands(@Reference Mapi mapi) {
        this.mapi = mapi;
    }

    /** Lists the devices. */
    @Descriptor("lists the capture devices with their counters")
    public String devices(@Descriptor(JSON_OPTION) @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json, @Descriptor(SEARCH) String... text) {
        final String[] words = Words.of("mapi:devices [--json] [TEXT ...]", text);
        final SearchText search = search(words);
        final List<DeviceInformation> devices = mapi.devices().stream()
            .filter(device -> search.isIn(device.name(), device.alias(), device.driver(), device.description())).toList();
        return json ? Answer.json(devices) : Answer.or(devices, Listing.devices(devices), Answer.nothing("no device",
            "no devices: configure one in mapi.conf, or create a flow on trace:<file> or an interface", words));
    }

    /** Lists the libraries. */
    @Descriptor("lists the function libraries in search order")
    public String libraries(@Descriptor(JSON_OPTION) @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json, @Descriptor(SEARCH) String... text) {
        final String[] words = Words.of("mapi:libraries [--json] [TEXT ...]", text);
        final SearchText search = search(words);
        final List<LibraryInformation> libraries = mapi.libraries().stream()
            .filter(library -> search.isIn(library.library(), library.bundle())).toList();
        return json ? Answer.json(libraries) : Answer.or(libraries, Listing.libraries(libraries), Answer.nothing("no library",
            "no function libraries: drop one into the load folder", words));
    }

    /** Lists the functions. */
    @Descriptor("lists the functions of all libraries with their arguments, optional ones in brackets")
    public String functions(@Descriptor(JSON_OPTION) @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json,
        @Descriptor("tell what each argument means") @Parameter(names = {"-d", "--details"}, presentValue = "true",
            absentValue = "false") boolean details,
        @Descriptor("only of this library") @Parameter(names = {"-l", "--library"}, absentValue = "") String library,
        @Descriptor("only those with this in their names or descriptions") String... text) {
        final String[] words = Words.of("mapi:functions [--json] [--details] [--library LIBRARY] [TEXT ...]", text);
        final SearchText search = search(words);
        final List<FunctionDescription> functions = mapi.functions().stream()
            .filter(function -> library.isEmpty() || function.definition().library().equals(library))
            .filter(function -> FunctionView.matches(function, search)).toList();
        if (functions.isEmpty() && !library.isEmpty() && mapi.libraries().stream()
            .noneMatch(known -> known.library().equals(library))) {
            throw new IllegalArgumentException("no library " + library + ", there are " + mapi.libraries().stream()
                .map(LibraryInformation::library).distinct().collect(Collectors.joining(", ")));
        }
        if (json) {
            return Answer.json(functions);
        }
        final String listing = details ? functions.stream().map(Listing::details).collect(Collectors.joining("\n\n"))
            : Listing.functions(functions);
        return Answer.or(functions, listing,
            Answer.nothing("no function", "no functions: drop a library into the load folder", words));
    }

    /** Lists the flows. */
    @Descriptor("lists the flows of all clients")
    public String flows(@Descriptor(JSON_OPTION) @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json,
        @Descriptor("tell each function's counters and result") @Parameter(names = {"-d", "--details"}, presentValue = "true",
            absentValue = "false") boolean details,
        @Descriptor("only those with this number, name, device, owner or function") String... text) {
        final String[] words = Words.of("mapi:flows [--json] [--details] [TEXT ...]", text);
        final SearchText search = search(words);
        final Declarations declarations = Declarations.of(mapi);
        final List<FlowInformation> flows = new ArrayList<>();
        final List<Object> views = new ArrayList<>();
        for (FlowInformation flow : mapi.flows()) {
            try {
                if (FlowView.matches(mapi, flow, declarations, search)) {
                    views.add(json ? FlowView.json(mapi, flow, declarations) : details ? details(flow, declarations) : "");
                    flows.add(flow);
                }
            } catch (MapiException e) {
                // closed since the list was made: it is no flow any more
            }
        }
        final List<DeclaredFlowInformation> waiting = declarations.waiting().stream()
            .filter(flow -> FlowView.matches(flow, search)).toList();
        waiting.forEach(flow -> views.add(json ? FlowView.json(flow) : details(flow)));
        if (json) {
            return Answer.json(views);
        }
        final String listing = details ? views.stream().map(Object::toString).collect(Collectors.joining("\n\n"))
            : Listing.flows(mapi, flows, declarations, waiting);
        return Answer.or(views, listing, Answer.nothing("no flow", "no flows", words));
    }

    private String details(FlowInformation flow, Declarations declarations) {
        return TerminalText.printable(declarations.title(flow) + " on " + flow.device() + ", " + flow.status() + ", "
            + flow.packets() + " packets, owner " + flow.owner() + (flow.detail().isEmpty() ? "" : ": " + flow.detail()))
            + "\n" + Listing.flow(mapi, flow.id());
    }

    private static String details(DeclaredFlowInformation flow) {
        return TerminalText.printable("declared flow " + flow.name() + " on " + flow.device() + ", " + FlowView.WAITING + ": "
            + flow.detail());
    }

    /** Shows one flow with its functions and their values. */
    @Descriptor("shows one flow: its functions and their values")
    public String flow(@Descriptor(JSON_OPTION) @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json, @Descriptor("the flow's number") String... words) {
        final String number = Words.exactly(1, "mapi:flow [--json] NUMBER, the number as mapi:flows shows it", words)[0];
        final int id;
        try {
            id = Integer.parseInt(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("flow \"" + TerminalText.printable(number)
                + "\", expected a flow's number as mapi:flows shows it", e);
        }
        final FlowInformation flow = mapi.flow(id);
        return json ? Answer.json(FlowView.json(mapi, flow, Declarations.of(mapi))) : Listing.flow(mapi, id);
    }

    /** Tells how the appliance is. */
    @Descriptor("tells what does not work, what was lost and what it waits for")
    public String health(@Descriptor(JSON_OPTION) @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json, @Descriptor("none") String... words) {
        Words.exactly(0, "mapi:health [--json]", words);
        final Health health = Health.of(mapi);
        return json ? Answer.json(health.json()) : health.text();
    }

    private static SearchText search(String... words) {
        return new SearchText(String.join(" ", words));
    }
}
