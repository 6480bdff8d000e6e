package org.mapi.mos.stack;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.CloseReason;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.OverlapPolicy;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;

/** Remembers what the stack tells of each flow, and reads every byte as soon as it is told of. */
final class ModelObserver implements MonitorApplication {
    /** What was told of one flow. */
    static final class Told {
        /** Of the packet at hand: {@code RECEIVE SERVER REXMIT}, how often. */
        final Map<String, Integer> now = new HashMap<>();
        /** Since the flow began. */
        final Map<String, Integer> all = new HashMap<>();
        final ByteArrayOutputStream[] read = {new ByteArrayOutputStream(), new ByteArrayOutputStream()};
        /** Positions of bytes told as lost, by receiving side. */
        final BitSet[] lost = {new BitSet(), new BitSet()};
        CloseReason reason = CloseReason.NONE;
        int clientPort;

        int now(String event) {
            return now.getOrDefault(event, 0);
        }

        int all(String event) {
            return all.getOrDefault(event, 0);
        }
    }

    final Map<Long, Told> flows = new HashMap<>();
    Told last;
    private final OverlapPolicy policy;
    private final MemorySegment bytes = Arena.ofAuto().allocate(1 << 16);

    ModelObserver(OverlapPolicy policy) {
        this.policy = policy;
    }

    @Override
    public void attach(Registrations on) {
        on.overlap(Side.BOTH, policy);
        for (BuiltInEvent event : BuiltInEvent.values()) {
            for (Hook hook : event.hooks()) {
                on.at(hook, event, this::note);
            }
        }
    }

    private void note(FlowContext flow) {
        if (flow.id() == 0) {
            return;
        }
        last = flows.computeIfAbsent(flow.id(), id -> new Told());
        final String event = flow.hook() + " " + flow.side() + " " + flow.event().label();
        last.clientPort = flow.endpoints().port(Side.CLIENT);
        last.now.merge(event, 1, Integer::sum);
        last.all.merge(event, 1, Integer::sum);
        if (flow.event() == BuiltInEvent.CONN_END) {
            last.reason = flow.closeReason();
        } else if (flow.event() == BuiltInEvent.CONN_NEW_DATA) {
            read(flow, flow.side().number());
        }
    }

    private void read(FlowContext flow, int side) {
        int count = flow.stream(flow.side()).peek(bytes);
        while (count != 0) {
            if (count < 0) {
                final int at = last.read[side].size();
                last.lost[side].set(at, at - count);
                last.read[side].writeBytes(new byte[-count]);
            } else {
                last.read[side].writeBytes(bytes.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
            }
            count = flow.stream(flow.side()).peek(bytes);
        }
    }

    /** Before the next packet. */
    void next() {
        flows.values().forEach(told -> told.now.clear());
    }
}
