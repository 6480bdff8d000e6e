package org.mapi.stdflib.std;

import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.ResultReader;
import org.mapi.function.ResultSource;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;
import org.mapi.result.ThresholdEvent;

/** THRESHOLD that observes the value at every packet. */
final class ThresholdPerPacket implements FunctionInstance {
    private final ResultSource source;
    private final ObservedPart part;
    private final ThresholdEvents events;
    private final boolean selects;

    ThresholdPerPacket(ResultSource source, ObservedPart part, ThresholdEvents events, boolean selects) {
        this.source = source;
        this.part = part;
        this.events = events;
        this.selects = selects;
    }

    @Override
    public void init(InstanceContext context) {
        events.init(context);
    }

    @Override
    public boolean process(Packet packet) {
        return events.observe(packet.timestamp(), part.of(source.value())) | !selects;
    }

    @Override
    public void reset() {
        events.reset();
    }

    @Override
    public void end() {
        events.end();
    }

    @Override
    public void save(StateWriter state) {
        events.save(state);
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        events.restore(state);
    }

    @Override
    public ResultReader<ThresholdEvent> openReader() {
        return events.openReader();
    }
}
