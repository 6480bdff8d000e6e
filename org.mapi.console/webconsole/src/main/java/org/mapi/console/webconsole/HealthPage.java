package org.mapi.console.webconsole;

import jakarta.servlet.Servlet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.mapi.Mapi;
import org.mapi.console.view.Health;
import org.mapi.console.view.MosProblems;
import org.mapi.mos.Mos;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What does not work, what was lost and what is waited for. */
@Component(service = Servlet.class, property = {"felix.webconsole.label=" + HealthPage.LABEL,
    "felix.webconsole.title=Health", "felix.webconsole.category=MAPI",
    "felix.webconsole.css=/" + HealthPage.LABEL + "/res/mapi.css"})
public final class HealthPage extends MapiPage {
    static final String LABEL = "mapi-health";

    private final transient Mapi mapi;
    /** Absent where the flow-monitoring stack is not installed. */
    private final transient AtomicReference<Mos> mos = new AtomicReference<>();

    /** Made by Declarative Services. */
    @Activate
    public HealthPage(@Reference Mapi mapi) {
        super(LABEL);
        this.mapi = mapi;
    }

    /** The flow-monitoring stack came. */
    @Reference(name = "mos", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindMos(Mos service) {
        mos.set(service);
    }

    /** The flow-monitoring stack goes. */
    void unbindMos(Mos service) {
        mos.compareAndSet(service, null);
    }

    @Override
    Object content(ListQuery query) {
        final Mos stack = mos.get();
        return Health.of(mapi).with(stack == null ? List.of() : MosProblems.of(stack)).json();
    }
}
