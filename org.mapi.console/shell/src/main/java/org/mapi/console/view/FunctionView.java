package org.mapi.console.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.mapi.FunctionDescription;
import org.mapi.function.ArgumentDescription;
import org.mapi.function.Definition;
import org.mapi.result.JsonView;

/** A function of a library as people see it and as JSON. */
public final class FunctionView {
    private static final String VOID = "java.lang.Void";

    private FunctionView() { }

    /** How it is written: {@code STATS(flow, source, [mode])}, optional arguments in brackets, nothing behind one without any. */
    public static String signature(Definition definition) {
        return definition.function() + (definition.arguments().isEmpty() ? "" : definition.arguments().stream()
            .map(argument -> argument.optional() ? "[" + argument.name() + "]" : argument.name())
            .collect(Collectors.joining(", ", "(", ")")));
    }

    /** What it does, in a sentence; of one that cannot be used, why. */
    public static String sentence(FunctionDescription function) {
        return function.rejected().isEmpty() ? function.definition().description() : "rejected: " + function.rejected();
    }

    /** What an argument is, in a line: type, value when it is left out, meaning. */
    public static String argument(ArgumentDescription argument) {
        return argument.type().title() + (argument.optional() ? ", " + orEmpty(argument.defaultValue()) + " when left out" : "")
            + (argument.description().isEmpty() ? "" : ": " + argument.description());
    }

    private static String orEmpty(String text) {
        return text.isEmpty() ? "empty" : text;
    }

    /** The simple name of its result's type, empty when it has none. */
    public static String result(Definition definition) {
        return definition.result().equals(VOID) ? "" : definition.result().replaceFirst("^.*[.$]", "");
    }

    /** Whether somebody looks for it: by name, {@code library:NAME}, or a word of its description. */
    public static boolean matches(FunctionDescription function, SearchText text) {
        return text.isIn(function.definition().qualifiedName(), function.definition().description());
    }

    /** The functions of a library that somebody looks for. */
    public static List<FunctionDescription> of(List<FunctionDescription> all, int library, SearchText text) {
        return all.stream().filter(function -> function.library() == library && matches(function, text)).toList();
    }

    /** As JSON shows it in the catalogue. */
    public static Map<String, Object> json(FunctionDescription function) {
        final Definition definition = function.definition();
        final Map<String, Object> view = new LinkedHashMap<>();
        view.put("function", definition.function());
        view.put("signature", signature(definition));
        view.put("description", definition.description());
        view.put("arguments", definition.arguments().stream().map(JsonView::of).toList());
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
