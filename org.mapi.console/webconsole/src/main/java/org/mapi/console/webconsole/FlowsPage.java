package org.mapi.console.webconsole;

import jakarta.servlet.Servlet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mapi.FlowInformation;
import org.mapi.FunctionInformation;
import org.mapi.Mapi;
import org.mapi.MapiException;
import org.mapi.result.JsonView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The flows of all clients with their functions and live values. */
@Component(service = Servlet.class, property = {"felix.webconsole.label=" + FlowsPage.LABEL,
    "felix.webconsole.title=Flows", "felix.webconsole.category=MAPI",
    "felix.webconsole.css=/" + FlowsPage.LABEL + "/res/mapi.css"})
public final class FlowsPage extends MapiPage {
    static final String LABEL = "mapi-flows";

    private final transient Mapi mapi;

    /** Made by Declarative Services. */
    @Activate
    public FlowsPage(@Reference Mapi mapi) {
        super(LABEL);
        this.mapi = mapi;
    }

    @Override
    Object content() {
        final List<Object> flows = new ArrayList<>();
        for (FlowInformation flow : mapi.flows()) {
            try {
                flows.add(view(flow));
            } catch (MapiException e) {
                // closed since the list was made: it is no flow any more
            }
        }
        return flows;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> view(FlowInformation flow) {
        final List<Object> functions = new ArrayList<>();
        for (FunctionInformation function : mapi.functions(flow.id())) {
            final Map<String, Object> entry = (Map<String, Object>) JsonView.of(function);
            entry.put("result", mapi.peek(flow.id(), function.id()).orElse(null));
            functions.add(entry);
        }
        final Map<String, Object> view = new LinkedHashMap<>((Map<String, Object>) JsonView.of(flow));
        view.put("functions", functions);
        return view;
    }
}
