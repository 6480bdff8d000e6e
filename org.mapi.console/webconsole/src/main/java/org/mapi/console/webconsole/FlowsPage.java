package org.mapi.console.webconsole;

import jakarta.servlet.Servlet;
import java.util.ArrayList;
import java.util.List;
import org.mapi.DeclaredFlowInformation;
import org.mapi.FlowInformation;
import org.mapi.Mapi;
import org.mapi.MapiException;
import org.mapi.console.view.Declarations;
import org.mapi.console.view.FlowView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The flows of all clients with their functions and live values; before them declared ones that wait for something. */
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
        final Declarations declarations = Declarations.of(mapi);
        final List<Object> found = new ArrayList<>();
        declarations.waiting().stream().filter(flow -> FlowView.matches(flow, query.search())).forEach(found::add);
        mapi.flows().stream().filter(flow -> matches(flow, declarations, query)).forEach(found::add);
        return query.part(found, flow -> flow instanceof DeclaredFlowInformation waiting ? FlowView.json(waiting)
            : FlowView.json(mapi, (FlowInformation) flow, declarations));
    }

    private boolean matches(FlowInformation flow, Declarations declarations, ListQuery query) {
        try {
            return FlowView.matches(mapi, flow, declarations, query.search());
        } catch (MapiException e) {
            return false;
        }
    }
}
