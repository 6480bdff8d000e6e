package org.mapi.console.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mapi.DeclaredFlowInformation;
import org.mapi.FlowInformation;
import org.mapi.FlowStatus;
import org.mapi.Mapi;
import org.mapi.result.JsonView;

/** A flow with its functions and their values; also one that configuration declares and that waits for something. */
public final class FlowView {
    /** Status of a declared flow that is none yet. */
    public static final String WAITING = "WAITING";
    /** Owner of declared flows. */
    public static final String CONFIGURATION = "configuration";

    private FlowView() { }

    /** As JSON shows a waiting flow: the fields of a flow, number 0, and {@code name}, {@code origin} and {@code declared}. */
    public static Map<String, Object> json(DeclaredFlowInformation flow) {
        final Map<String, Object> view = record(new FlowInformation(0, CONFIGURATION, 0, flow.device(), 0, null, null,
            FlowStatus.INIT, flow.detail(), 0));
        view.put("status", WAITING);
        declared(flow, view);
        view.put("functions", List.of());
        return view;
    }

    private static void declared(DeclaredFlowInformation flow, Map<String, Object> view) {
        view.put("name", flow.name());
        view.put("origin", flow.origin());
        view.put("declared", flow.functions());
    }

    /** Whether somebody looks for it: by name, device, owner or a function. */
    public static boolean matches(DeclaredFlowInformation flow, SearchText text) {
        return text.isIn(flow.name(), flow.device(), CONFIGURATION, WAITING)
            || text.isIn(flow.functions().toArray(String[]::new));
    }

    /**
     * As JSON shows it: the flow's information, {@code functions} being the functions' information, each with its {@code result}
     * and with {@code call}, how it is written;
     * of one that configuration declares also {@code name}, {@code origin} and {@code declared}.
     *
     * @throws org.mapi.MapiException MAPI_INVALID_FLOW when the flow has been closed meanwhile
     */
    public static Map<String, Object> json(Mapi mapi, FlowInformation flow, Declarations declarations) {
        final List<Object> functions = new ArrayList<>();
        for (FunctionValue function : FunctionValue.of(mapi, flow.id())) {
            final Map<String, Object> entry = record(function.function());
            entry.put("call", function.call());
            entry.put("result", function.value().orElse(null));
            functions.add(entry);
        }
        final Map<String, Object> view = record(flow);
        view.put("functions", functions);
        declarations.declaration(flow).ifPresent(declared -> declared(declared, view));
        return view;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> record(Record information) {
        return new LinkedHashMap<>((Map<String, Object>) JsonView.of(information));
    }

    /** Whether somebody looks for it: by number, name, device, owner or a function's name. */
    public static boolean matches(Mapi mapi, FlowInformation flow, Declarations declarations, SearchText text) {
        return text.isIn(String.valueOf(flow.id()), declarations.name(flow), flow.device(), flow.owner())
            || mapi.functions(flow.id()).stream().anyMatch(function -> text.isIn(function.library() + ":" + function.function()));
    }
}
