package org.mapi.core.engine.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.mapi.core.engine.agent.Rehearsal;
import org.mapi.function.Definition;
import org.mapi.function.FunctionInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the stand-ins of new instances rehearse before a plan has them; calls foreign code, so on a thread of the workshop. */
final class Rehearsing {
    /** A stand-in that does not return holds nobody up for longer. */
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsing.class);

    private final EngineCore core;
    private final List<Member> members = new ArrayList<>();

    private record Member(Definition definition, FunctionInstance instance) { }

    Rehearsing(EngineCore core) {
        this.core = core;
    }

    /** One more instance; initialised. */
    void add(Definition definition, FunctionInstance instance) {
        members.add(new Member(definition, instance));
    }

    /**
     * Has all of them rehearse and waits for it; what goes wrong is logged.
     *
     * @param linkTypes of the device; nothing is done if it has not named one yet
     */
    void run(int[] linkTypes) {
        if (!core.options().training() || linkTypes.length == 0 || members.isEmpty()) {
            return;
        }
        final List<String> names = members.stream().map(member -> member.definition.qualifiedName()).toList();
        try {
            core.workshop().runAtMost("rehearsal of " + names, PATIENCE, () -> {
                final Rehearsal rehearsal = new Rehearsal(linkTypes[0]);
                members.forEach(member -> rehearsal.add(member.definition, member.instance));
                rehearsal.run();
            }).join();
        } catch (CompletionException e) {
            LOG.debug("rehearsal of {} has failed", names, e);
        }
    }
}
