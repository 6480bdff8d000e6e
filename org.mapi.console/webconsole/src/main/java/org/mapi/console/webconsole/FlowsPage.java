package org.mapi.console.webconsole;

import jakarta.servlet.Servlet;
import org.mapi.FlowInformation;
import org.mapi.Mapi;
import org.mapi.MapiException;
import org.mapi.console.view.FlowView;
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
    Object content(ListQuery query) {
        return query.part(mapi.flows().stream().filter(flow -> matches(flow, query)).toList(),
            flow -> FlowView.json(mapi, flow));
    }

    private boolean matches(FlowInformation flow, ListQuery query) {
        try {
            return FlowView.matches(mapi, flow, query.search());
        } catch (MapiException e) {
            return false;
        }
    }
}
