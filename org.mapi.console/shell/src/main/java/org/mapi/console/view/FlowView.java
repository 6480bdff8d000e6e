package org.mapi.console.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mapi.FlowInformation;
import org.mapi.FunctionInformation;
import org.mapi.Mapi;
import org.mapi.result.JsonView;

/** A flow with its functions and their values. */
public final class FlowView {
    private FlowView() { }

    /**
     * As JSON shows it: the flow's information, {@code functions} being the functions' information, each with its {@code result}.
     *
     * @throws org.mapi.MapiException MAPI_INVALID_FLOW when the flow has been closed meanwhile
     */
    public static Map<String, Object> json(Mapi mapi, FlowInformation flow) {
        final List<Object> functions = new ArrayList<>();
        for (FunctionInformation function : mapi.functions(flow.id())) {
            final Map<String, Object> entry = record(function);
            entry.put("result", mapi.peek(flow.id(), function.id()).orElse(null));
            functions.add(entry);
        }
        final Map<String, Object> view = record(flow);
        view.put("functions", functions);
        return view;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> record(Record information) {
        return new LinkedHashMap<>((Map<String, Object>) JsonView.of(information));
    }

    /** Whether somebody looks for it: by number, device, owner or a function's name. */
    public static boolean matches(Mapi mapi, FlowInformation flow, SearchText text) {
        return text.isIn(String.valueOf(flow.id()), flow.device(), flow.owner())
            || mapi.functions(flow.id()).stream().anyMatch(function -> text.isIn(function.library() + ":" + function.function()));
    }
}
