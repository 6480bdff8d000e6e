package org.mapi.mos.samples.firewall;

import java.util.concurrent.atomic.LongAdder;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Errno;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowKey;
import org.mapi.mos.Hook;
import org.mapi.mos.MosException;
import org.mapi.mos.Registrations;

/**
 * What the firewall does on one worker: decides about a flow at its first packet and again when the rules have changed, and
 * drops every packet of a blocked one. What is left of a blocked connection without a flow is dropped too.
 */
final class FirewallWatch {
    private static final int TCP = 6;

    /** What was decided of a flow, and by which rules. */
    private static final class Verdict {
        private Rules by;
        private Rule rule;
        private boolean reset;
    }

    private final RuleFile file;
    private final LongAdder notEnforced;
    private final FlowKey<Verdict> key;
    private final Tuple tuple = new Tuple();

    /**
     * The firewall on a worker.
     *
     * @param notEnforced counts packets that cannot be dropped because the source is passive
     */
    FirewallWatch(Registrations on, RuleFile file, LongAdder notEnforced) {
        this.file = file;
        this.notEnforced = notEnforced;
        key = on.key(Verdict.class);
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, this::packet);
        on.at(Hook.NONE, BuiltInEvent.ORPHAN, this::orphan);
    }

    private static boolean isBlocked(Rule rule) {
        return rule != null && rule.action() != Action.ACCEPT;
    }

    private void packet(FlowContext flow) {
        final Rules rules = file.rules();
        Verdict verdict = flow.get(key);
        if (verdict == null) {
            verdict = new Verdict();
            flow.set(key, verdict);
        }
        if (verdict.by != rules) {
            decide(verdict, rules, flow);
        }
        if (isBlocked(verdict.rule)) {
            drop(flow, verdict.rule);
            if (verdict.rule.action() == Action.REJECT && !verdict.reset && flow.endpoints().protocol() == TCP) {
                verdict.reset = true;
                reset(flow);
            }
        }
    }

    private void decide(Verdict verdict, Rules rules, FlowContext flow) {
        final Rule former = verdict.rule;
        verdict.by = rules;
        verdict.rule = rules.decide(tuple.of(flow.endpoints()));
        // A line that stayed the same keeps its counts, and has counted this flow.
        if (verdict.rule != null && (former == null || former.connections() != verdict.rule.connections())) {
            verdict.rule.connections().increment();
            verdict.reset = false;
        }
    }

    private void drop(FlowContext flow, Rule rule) {
        if (flow.packet().isForwarded()) {
            rule.packets().increment();
        } else {
            notEnforced.increment();
        }
        flow.packet().drop();
    }

    private static void reset(FlowContext flow) {
        try {
            flow.reset();
        } catch (MosException e) {
            if (e.error() != Errno.EPERM) {
                throw e;
            }
        }
    }

    /** A packet of a connection that was reset, or that began before the firewall did: who opened it is not known. */
    private void orphan(FlowContext flow) {
        final Rules rules = file.rules();
        final Rule forth = rules.decide(tuple.of(flow.packet().frame()));
        final Rule back = rules.decide(tuple.turn());
        if (isBlocked(forth) || isBlocked(back)) {
            drop(flow, isBlocked(forth) ? forth : back);
        }
    }
}
