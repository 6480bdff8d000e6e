package org.mapi.console.webconsole;

import jakarta.servlet.Servlet;
import org.mapi.mos.Mos;
import org.mapi.mos.MosSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The sources of the flow-monitoring stack with their counters. */
@Component(service = Servlet.class, property = {"felix.webconsole.label=" + SourcesPage.LABEL,
    "felix.webconsole.title=Sources", "felix.webconsole.category=MAPI",
    "felix.webconsole.css=/" + SourcesPage.LABEL + "/res/mapi.css"})
public final class SourcesPage extends MapiPage {
    static final String LABEL = "mapi-sources";

    private final transient Mos mos;

    /** Made by Declarative Services. */
    @Activate
    public SourcesPage(@Reference Mos mos) {
        super(LABEL);
        this.mos = mos;
    }

    @Override
    Object content(ListQuery query) {
        return query.part(mos.sources().stream().map(MosSource::information).filter(source -> query.search()
            .isIn(source.name(), String.join(" ", source.devices()))).toList(), source -> source);
    }
}
