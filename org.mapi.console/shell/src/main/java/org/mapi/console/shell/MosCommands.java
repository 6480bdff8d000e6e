package org.mapi.console.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.mapi.console.view.SearchText;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.MonitorInformation;
import org.mapi.mos.Mos;
import org.mapi.mos.MosSource;
import org.mapi.mos.SourceInformation;
import org.mapi.mos.UserEvent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code mos:sources}, {@code mos:monitors}, {@code mos:events} and {@code mos:health}; there while the flow-monitoring stack is.
 * Lists take a text to look for as their last words.
 */
@Component(service = MosCommands.class, property = {"osgi.command.scope=mos", "osgi.command.function=sources",
    "osgi.command.function=monitors", "osgi.command.function=events", "osgi.command.function=health"})
public final class MosCommands {
    private static final String JSON_OPTION = "print JSON";
    private static final String SEARCH = "only those with this in their names";

    private final Mos mos;

    /** Made by Declarative Services. */
    @Activate
    public MosCommands(@Reference Mos mos) {
        this.mos = mos;
    }

    private List<SourceInformation> known() {
        return mos.sources().stream().map(MosSource::information).toList();
    }

    /** Lists the sources. */
    @Descriptor("lists where packets come from whose connections are followed, with their counters")
    public String sources(@Descriptor(JSON_OPTION) @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json, @Descriptor(SEARCH) String... text) {
        final String[] words = Words.of("mos:sources [--json] [TEXT ...]", text);
        final SearchText search = new SearchText(String.join(" ", words));
        final List<SourceInformation> sources = known().stream()
            .filter(source -> search.isIn(source.name(), String.join(" ", source.devices()))).toList();
        return json ? Answer.json(sources) : Answer.or(sources, MosListing.sources(sources), Answer.nothing("no source",
            "no sources: configure one (a section [mos] in mapi.conf), or have a bundle open one", words));
    }

    /** Lists the applications. */
    @Descriptor("lists the monitor applications, what they follow and how they fare")
    public String monitors(@Descriptor(JSON_OPTION) @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json, @Descriptor(SEARCH) String... text) {
        final String[] words = Words.of("mos:monitors [--json] [TEXT ...]", text);
        final SearchText search = new SearchText(String.join(" ", words));
        final List<MonitorInformation> monitors = mos.monitors().stream()
            .filter(monitor -> search.isIn(monitor.name(), monitor.bundle())).toList();
        return json ? Answer.json(monitors) : Answer.or(monitors, MosListing.monitors(monitors), Answer.nothing("no monitor",
            "no monitor applications: drop a bundle with one into the load folder", words));
    }

    /** Lists the events. */
    @Descriptor("lists the events there are: built in, or defined by bundles, and which of these are not raised or not defined")
    public String events(@Descriptor(JSON_OPTION) @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json, @Descriptor(SEARCH) String... text) {
        final String[] words = Words.of("mos:events [--json] [TEXT ...]", text);
        final SearchText search = new SearchText(String.join(" ", words));
        final List<FlowEvent> events = mos.events().stream().filter(event -> search.isIn(event.label())).toList();
        final Map<String, String> undefined = new LinkedHashMap<>(mos.undefinedEvents());
        undefined.keySet().removeIf(name -> !search.isIn(name));
        final Map<String, String> silenced = mos.silencedEvents();
        if (json) {
            return Answer.json(Stream.concat(events.stream().map(event -> view(event, silenced.get(event.label()))),
                undefined.entrySet().stream().map(event -> undefined(event.getKey(), event.getValue()))).toList());
        }
        final boolean none = events.isEmpty() && undefined.isEmpty();
        return none ? Answer.nothing("no event", "no events", words) : MosListing.events(events, silenced, undefined);
    }

    private static Map<String, Object> view(FlowEvent event, String silenced) {
        final Map<String, Object> view = new LinkedHashMap<>();
        view.put("event", event.label());
        view.put("number", event.number());
        view.put("base", event instanceof UserEvent own ? own.base().label() : null);
        view.put("hooks", event.root().hooks());
        view.put("problem", silenced == null ? "" : "not raised: " + silenced);
        return view;
    }

    private static Map<String, Object> undefined(String name, String why) {
        final Map<String, Object> view = new LinkedHashMap<>();
        view.put("event", name);
        view.put("number", null);
        view.put("base", null);
        view.put("hooks", List.of());
        view.put("problem", "not defined: " + why);
        return view;
    }

    /** Tells how the stack is; nothing while it has nothing to do. */
    @Descriptor("tells how many sources and monitors there are, and which do not work")
    public String health(@Descriptor(JSON_OPTION) @Parameter(names = {"-j", "--json"}, presentValue = "true",
        absentValue = "false") boolean json, @Descriptor("none") String... words) {
        Words.exactly(0, "mos:health [--json]", words);
        final List<SourceInformation> sources = known();
        final List<MonitorInformation> monitors = mos.monitors();
        final String text = MosListing.health(sources, monitors, mos.silencedEvents(), mos.undefinedEvents());
        if (!json) {
            return text;
        }
        final Map<String, Object> view = new LinkedHashMap<>();
        view.put("sources", sources.size());
        view.put("monitors", monitors.size());
        view.put("packets", sources.stream().mapToLong(source -> source.statistics().packets()).sum());
        view.put("problems", text.lines().skip(1).toList());
        return Answer.json(view);
    }
}
