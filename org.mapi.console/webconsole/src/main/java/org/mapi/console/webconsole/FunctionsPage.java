package org.mapi.console.webconsole;

import jakarta.servlet.Servlet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mapi.FunctionDescription;
import org.mapi.LibraryInformation;
import org.mapi.Mapi;
import org.mapi.function.Definition;
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
    Object content() {
        final List<FunctionDescription> functions = mapi.functions();
        final List<Object> libraries = new ArrayList<>();
        for (LibraryInformation library : mapi.libraries()) {
            @SuppressWarnings("unchecked")
            final Map<String, Object> view = (Map<String, Object>) JsonView.of(library);
            view.put("functions", functions.stream().filter(function -> function.library() == library.id())
                .map(FunctionsPage::view).toList());
            libraries.add(view);
        }
        return libraries;
    }

    private static Map<String, Object> view(FunctionDescription function) {
        final Definition definition = function.definition();
        final Map<String, Object> view = new LinkedHashMap<>();
        view.put("function", definition.function());
        view.put("description", definition.description());
        view.put("arguments", definition.arguments());
        view.put("deviceType", definition.deviceType());
        view.put("resultMethod", definition.resultMethod());
        view.put("result", definition.result());
        view.put("modifies", definition.modifies());
        view.put("filters", definition.filters());
        view.put("optimize", definition.optimize());
        view.put("state", definition.state());
        view.put("rejected", function.rejected());
        return view;
    }
}
