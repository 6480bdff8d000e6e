package org.mapi.console.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mapi.DeclaredFlowInformation;
import org.mapi.FlowInformation;
import org.mapi.Mapi;

/** The flows that configuration declares, at one moment: what a flow is called there, and which of them wait. */
public final class Declarations {
    private final Map<Integer, DeclaredFlowInformation> made;
    private final List<DeclaredFlowInformation> waiting;

    private Declarations(List<DeclaredFlowInformation> all) {
        made = all.stream().filter(DeclaredFlowInformation::made).collect(Collectors.toMap(DeclaredFlowInformation::flow,
            Function.identity(), (one, other) -> one));
        waiting = all.stream().filter(flow -> !flow.made()).toList();
    }

    /** What is declared now. */
    public static Declarations of(Mapi mapi) {
        return new Declarations(mapi.declaredFlows());
    }

    /** Those that wait for a library or a device. */
    public List<DeclaredFlowInformation> waiting() {
        return waiting;
    }

    /** How a flow is declared; empty for a flow that a program has made. */
    public Optional<DeclaredFlowInformation> declaration(FlowInformation flow) {
        return Optional.ofNullable(made.get(flow.id()));
    }

    /** The name of a flow, empty for one that a program has made. */
    public String name(FlowInformation flow) {
        return declaration(flow).map(DeclaredFlowInformation::name).orElse("");
    }

    /** What a flow is called: {@code flow 3}, or {@code flow 3 (name)}. */
    public String title(FlowInformation flow) {
        return "flow " + flow.id() + declaration(flow).map(declared -> " (" + declared.name() + ")").orElse("");
    }
}
