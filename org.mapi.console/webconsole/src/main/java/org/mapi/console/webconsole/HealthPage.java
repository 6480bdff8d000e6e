package org.mapi.console.webconsole;

import jakarta.servlet.Servlet;
import org.mapi.Mapi;
import org.mapi.console.view.Health;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What does not work, what was lost and what is waited for. */
@Component(service = Servlet.class, property = {"felix.webconsole.label=" + HealthPage.LABEL,
    "felix.webconsole.title=Health", "felix.webconsole.category=MAPI",
    "felix.webconsole.css=/" + HealthPage.LABEL + "/res/mapi.css"})
public final class HealthPage extends MapiPage {
    static final String LABEL = "mapi-health";

    private final transient Mapi mapi;

    /** Made by Declarative Services. */
    @Activate
    public HealthPage(@Reference Mapi mapi) {
        super(LABEL);
        this.mapi = mapi;
    }

    @Override
    Object content(ListQuery query) {
        return Health.of(mapi).json();
    }
}
