package org.mapi.console.webconsole;

import jakarta.servlet.Servlet;
import org.mapi.mos.Mos;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The monitor applications: what they follow, and why one is not called. */
@Component(service = Servlet.class, property = {"felix.webconsole.label=" + MonitorsPage.LABEL,
    "felix.webconsole.title=Monitors", "felix.webconsole.category=MAPI",
    "felix.webconsole.css=/" + MonitorsPage.LABEL + "/res/mapi.css"})
public final class MonitorsPage extends MapiPage {
    static final String LABEL = "mapi-monitors";

    private final transient Mos mos;

    /** Made by Declarative Services. */
    @Activate
    public MonitorsPage(@Reference Mos mos) {
        super(LABEL);
        this.mos = mos;
    }

    @Override
    Object content(ListQuery query) {
        return query.part(mos.monitors().stream().filter(monitor -> query.search().isIn(monitor.name(), monitor.bundle()))
            .toList(), monitor -> monitor);
    }
}
