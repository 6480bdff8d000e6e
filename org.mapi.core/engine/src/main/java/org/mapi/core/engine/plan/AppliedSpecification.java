package org.mapi.core.engine.plan;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.mapi.function.Definition;
import org.mapi.function.FunctionReference;

/**
 * One function of a flow, as the plan compiler sees it.
 *
 * @param reference   flow and number
 * @param service     which service of which bundle makes the instance, as text; equal services make equal instances
 * @param definition  the definition the instance works with
 * @param arguments   typed arguments; references to the own flow are {@link OwnReference}s
 * @param sources     functions of other flows whose results it reads
 * @param identicalTo the function that does the same work, where the instance named one; otherwise null
 */
public record AppliedSpecification(FunctionReference reference, String service, Definition definition, List<Object> arguments,
                                   Set<FunctionReference> sources, FunctionReference identicalTo) {
    /** Copies the collections. */
    public AppliedSpecification {
        Objects.requireNonNull(reference, "reference");
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(definition, "definition");
        arguments = List.copyOf(arguments);
        sources = Set.copyOf(sources);
    }

    /** Whether the two do the same with the same packets. */
    boolean sameWork(AppliedSpecification other) {
        return service.equals(other.service) && arguments.equals(other.arguments) && definition.equals(other.definition);
    }
}
