package org.mapi.mos.functions;

import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ByteStream;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.Registrations;
import org.mapi.mos.SourceStatistics;
import org.mapi.mos.UserEvent;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;

/** MOS_EVENT in one flow: a monitor on the flow's stack that remembers for which packet its event was raised last. */
final class MosEventInstance implements FunctionInstance {
    private static final int BUFFER = 65_536;
    private static final ResultLayout<EventCounters> LAYOUT = ResultLayout.of(EventCounters.class);
    private static final int PACKETS = LAYOUT.offset("packets");
    private static final int WITHOUT_PACKET = LAYOUT.offset("withoutPacket");
    private static final int CONNECTIONS = LAYOUT.offset("connections");
    private static final int EVICTED = LAYOUT.offset("evicted");
    private static final int BAD_CHECKSUM = LAYOUT.offset("badChecksum");
    private static final int WAITING = LAYOUT.offset("waiting");

    private final MosEvent function;
    private final String name;
    private final int position;
    private final MosEvent.Key key;
    private final String device;
    private FlowStack stack;
    private FlowEvent event;
    /** Whether the event is there but is not raised any more. */
    private boolean silenced;
    private MonitorHandle handle;
    private long raisedIn;
    private long packets;
    private long withoutPacket;
    private long connections;
    private long evicted;
    private long badChecksum;

    MosEventInstance(MosEvent function, String name, int position, MosEvent.Key key, String device) {
        this.function = function;
        this.name = name;
        this.position = position;
        this.key = key;
        this.device = device;
    }

    /** Its number in the flow. */
    int position() {
        return position;
    }

    @Override
    public void init(InstanceContext context) {
        stack = function.join(this, key, device);
        attach();
    }

    /** Registers for the event as it is defined now; a user-defined one may come, go and be replaced. */
    private void attach() {
        final FlowEvent now = function.event(name).orElse(null);
        if (now == event) {
            return;
        }
        detach();
        event = now;
        if (now != null) {
            final boolean reads = reads(now.root());
            final MonitorOptions options = MonitorOptions.streams("flow " + key.flow() + " on " + device + ", function "
                + position + " " + MosEvent.LIBRARY + ":" + MosEvent.NAME + "(\"" + name + "\")", "").withExisting();
            handle = stack.monitor(reads ? options.reading(Buffering.BOTH, BUFFER) : options, this::register);
        }
    }

    private void detach() {
        if (handle != null) {
            handle.close();
            handle = null;
        }
    }

    /** Some events are raised only where somebody reads. */
    private static boolean reads(BuiltInEvent root) {
        return root == BuiltInEvent.CONN_NEW_DATA || root == BuiltInEvent.ERROR || root == BuiltInEvent.INCONSISTENT_REXMIT;
    }

    private void register(Registrations on) {
        for (Hook hook : event.root().hooks()) {
            on.at(hook, event, this::raised);
        }
        if (reads(event.root()) && !(event instanceof UserEvent)) {
            on.at(Hook.NONE, BuiltInEvent.CONN_NEW_DATA, this::read);
        }
    }

    /** Reads, so that no buffer fills; the filter of a user-defined event reads for itself. */
    private void read(FlowContext flow) {
        final ByteStream stream = flow.stream(flow.side());
        stream.skipTo(stream.contiguousEnd());
        if (event == BuiltInEvent.CONN_NEW_DATA) {
            raised(flow);
        }
    }

    private void raised(FlowContext flow) {
        if (flow.hasPacket() || event.root() == BuiltInEvent.CONN_NEW_DATA) {
            raisedIn = stack.round();
        } else {
            withoutPacket++;
        }
    }

    @Override
    public boolean process(Packet packet) {
        stack.process(this, packet);
        if (raisedIn != stack.round()) {
            return false;
        }
        packets++;
        return true;
    }

    @Override
    public void timer(long now) {
        if (!(event instanceof BuiltInEvent)) {
            attach();
            silenced = function.isSilenced(name);
        }
        stack.advance(this, now);
        look();
    }

    private void look() {
        final SourceStatistics statistics = stack.statistics();
        connections = statistics.flowsNow();
        evicted = statistics.flowsEvicted();
        badChecksum = statistics.badChecksum();
    }

    @Override
    public void end() {
        stack.end();
        look();
    }

    @Override
    public void publish(ResultBlock block) {
        block.setLong(PACKETS, packets);
        block.setLong(WITHOUT_PACKET, withoutPacket);
        block.setLong(CONNECTIONS, connections);
        block.setLong(EVICTED, evicted);
        block.setLong(BAD_CHECKSUM, badChecksum);
        block.setLong(WAITING, event == null || silenced ? 1 : 0);
    }

    @Override
    public void reset() {
        packets = 0;
        withoutPacket = 0;
    }

    @Override
    public void cleanup() {
        if (stack != null) {
            detach();
            function.leave(this, key, stack);
        }
    }

    @Override
    public void save(StateWriter state) {
        state.putLong(packets);
        state.putLong(withoutPacket);
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        packets = state.getLong();
        withoutPacket = state.getLong();
    }
}
