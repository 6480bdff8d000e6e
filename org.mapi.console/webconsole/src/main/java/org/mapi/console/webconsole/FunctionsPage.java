package org.mapi.console.webconsole;

import jakarta.servlet.Servlet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mapi.FunctionDescription;
import org.mapi.LibraryInformation;
import org.mapi.Mapi;
import org.mapi.console.view.FunctionView;
import org.mapi.result.JsonView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The function catalogue by library, with bundle and version. */
@Component(service = Servlet.class, property = {"felix.webconsole.label=" + FunctionsPage.LABEL,
    "felix.webconsole.title=Functions", "felix.webconsole.category=MAPI",
    "felix.webconsole.css=/" + FunctionsPage.LABEL + "/res/mapi.css"})
public final class FunctionsPage extends MapiPage {
    static final String LABEL = "mapi-functions";

    private final transient Mapi mapi;

    /** Made by Declarative Services. */
    @Activate
    public FunctionsPage(@Reference Mapi mapi) {
        super(LABEL);
        this.mapi = mapi;
    }

    @Override
    Object content(ListQuery query) {
        final List<FunctionDescription> functions = mapi.functions();
        final List<Map<String, Object>> libraries = new ArrayList<>();
        for (LibraryInformation library : mapi.libraries()) {
            final List<FunctionDescription> found = FunctionView.of(functions, library.id(), query.search());
            if (!found.isEmpty()) {
                @SuppressWarnings("unchecked")
                final Map<String, Object> view = (Map<String, Object>) JsonView.of(library);
                view.put("functions", found.stream().map(FunctionView::json).toList());
                libraries.add(view);
            }
        }
        return query.part(libraries, library -> library);
    }
}
