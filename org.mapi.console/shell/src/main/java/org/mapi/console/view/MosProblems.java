package org.mapi.console.view;

import java.util.ArrayList;
import java.util.List;
import org.mapi.mos.Mos;
import org.mapi.mos.MosSource;

/** What does not work in the flow-monitoring stack. */
public final class MosProblems {
    private MosProblems() { }

    /** Sources that wait or have failed, monitor applications that are not called, events that are not defined or not raised. */
    public static List<Health.Problem> of(Mos mos) {
        final List<Health.Problem> problems = new ArrayList<>();
        mos.sources().stream().map(MosSource::information).filter(source -> !source.failure().isEmpty())
            .forEach(source -> problems.add(new Health.Problem(Health.Severity.ERROR, "source " + source.name(),
                (source.ended() ? "failed: " : "") + source.failure())));
        mos.monitors().stream().filter(monitor -> !monitor.quarantine().isEmpty())
            .forEach(monitor -> problems.add(new Health.Problem(Health.Severity.ERROR, "monitor " + monitor.name()
                + (monitor.bundle().isEmpty() ? "" : " of " + monitor.bundle()), "not called: " + monitor.quarantine())));
        mos.undefinedEvents().forEach((event, why) ->
            problems.add(new Health.Problem(Health.Severity.ERROR, "event " + event, "not defined: " + why)));
        mos.silencedEvents().forEach((event, why) ->
            problems.add(new Health.Problem(Health.Severity.ERROR, "event " + event, "not raised: " + why)));
        return problems;
    }
}
