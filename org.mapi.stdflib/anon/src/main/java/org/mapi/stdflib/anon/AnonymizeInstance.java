package org.mapi.stdflib.anon;

import org.mapi.function.Application;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;
import org.mapi.stdflib.extra.rewrite.PrefixPreserving;

/** One rule at work. */
final class AnonymizeInstance implements FunctionInstance {
    private static final ResultLayout<AnonymizeResult> LAYOUT = ResultLayout.of(AnonymizeResult.class);
    private static final int CHANGED = LAYOUT.offset("changed");
    private static final int MISFITS = LAYOUT.offset("misfits");

    private final Rule rule;
    private final Application application;
    private byte[] key;
    /** What is shared with other rules of the flow; null if this one shares nothing. */
    private FlowTables tables;
    private Treatment treatment;
    private FieldChange change;
    private long changed;
    private long earlierMisfits;

    AnonymizeInstance(Rule rule, byte[] key, Application application) {
        this.rule = rule;
        this.key = key;
        this.application = application;
    }

    @Override
    public void init(InstanceContext context) {
        if (rule.function() == RuleFunction.MAP || rule.function() == RuleFunction.PREFIX_PRESERVING_MAP) {
            tables = FlowTables.take(application);
        }
        prepare();
    }

    private void prepare() {
        treatment = Treatments.of(rule, key, tables);
        change = rule.field().isNumber() ? new NumberChange(rule, treatment) : new ContentChange(rule, treatment);
    }

    @Override
    public boolean process(Packet packet) {
        if (rule.function() != RuleFunction.UNCHANGED && change.apply(packet)) {
            changed++;
        }
        return true;
    }

    private long misfits() {
        return treatment.misfits() + change.forgotten();
    }

    @Override
    public void publish(ResultBlock block) {
        block.setLong(CHANGED, changed);
        block.setLong(MISFITS, misfits() - earlierMisfits);
    }

    /** Sets the counters back; what values became is not forgotten. */
    @Override
    public void reset() {
        changed = 0;
        earlierMisfits = misfits();
    }

    @Override
    public void save(StateWriter state) {
        state.putLong(changed);
        state.putLong(misfits() - earlierMisfits);
        state.putBytes(key);
        if (tables != null) {
            state.putBytes(tables.key());
        }
        if (treatment instanceof MapTreatment map) {
            map.save(state);
        }
        change.save(state);
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        changed = state.getLong();
        earlierMisfits = -state.getLong();
        key = state.getBytes(PrefixPreserving.KEY_LENGTH);
        if (tables != null) {
            tables.key(state.getBytes(PrefixPreserving.KEY_LENGTH));
        }
        prepare();
        if (treatment instanceof MapTreatment map) {
            map.restore(state);
        }
        if (state.remaining() > 0) {    // an older version has saved no connections
            change.restore(state);
        }
    }

    @Override
    public void cleanup() {
        if (tables != null) {
            tables.release();
            tables = null;
        }
    }
}
