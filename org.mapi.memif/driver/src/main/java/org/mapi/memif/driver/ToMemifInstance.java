package org.mapi.memif.driver;

import org.mapi.capture.DeviceRequest;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;

/** One TO_MEMIF at work. What it sends goes out at the end of a batch. */
final class ToMemifInstance implements FunctionInstance {
    private static final int SENT = 0;
    private static final int DROPPED = 8;
    /** Drops are told of once a second at most. */
    private static final long NOTE_NANOS = 1_000_000_000L;

    private final MemifInterfaces interfaces;
    private final DeviceRequest request;
    private final String device;
    private MemifSink sink;
    private long sent;
    private long dropped;
    private long lostBefore;
    /** Those for which there was no room, or no peer. */
    private long refused;
    private InstanceContext context;
    private SharedInterface shared;
    /** Drops that the interface knows of. */
    private long reported;
    /** Drops that people have been told of, and when, on the device's clock. */
    private long noted;
    private long notedAt;

    /**
     * Nothing is open yet.
     *
     * @param interfaces those that are open
     * @param request    what to open, unless it is
     * @param device     name of the device under which it may be open
     */
    ToMemifInstance(MemifInterfaces interfaces, DeviceRequest request, String device) {
        this.interfaces = interfaces;
        this.request = request;
        this.device = device;
    }

    @Override
    public void init(InstanceContext given) {
        context = given;
        shared = interfaces.join(device)
            .orElseGet(() -> interfaces.open(interfaces.target(request), device));
        sink = MemifSink.of(interfaces, shared, device);
    }

    @Override
    public boolean process(Packet packet) {
        if (sink.send(packet)) {
            sent++;
        } else {
            dropped++;
            refused++;
        }
        return true;
    }

    @Override
    public void timer(long now) {
        sink.flush();
        settle();
        if (dropped != noted && Math.abs(now - notedAt) >= NOTE_NANOS) {
            notedAt = now;
            note();
        }
    }

    private void note() {
        settle();
        noted = dropped;
        context.note(dropped == 0 ? "" : dropped + " of " + (sent + dropped) + " packets dropped: " + reason());
    }

    private String reason() {
        if (!shared.memif().isConnected()) {
            return "no peer";
        }
        return refused > 0 ? "the peer's ring is full" : "of another link type than the interface, or empty";
    }

    /** What was taken, and lost then: the peer went away, or the packet could never be sent. */
    private void settle() {
        final long lost = sink.dropped();
        sent -= lost - lostBefore;
        dropped += lost - lostBefore;
        lostBefore = lost;
        shared.dropped(dropped - reported);
        reported = dropped;
    }

    @Override
    public void publish(ResultBlock block) {
        sink.flush();
        settle();
        block.setLong(SENT, sent);
        block.setLong(DROPPED, dropped);
    }

    @Override
    public void end() {
        sink.flush();
        note();
    }

    @Override
    public void reset() {
        settle();
        sent = 0;
        dropped = 0;
        reported = 0;
        refused = 0;
        note();
    }

    @Override
    public void cleanup() {
        if (sink != null) {
            sink.close();
        }
    }

    @Override
    public void save(StateWriter state) {
        state.putLong(sent);
        state.putLong(dropped);
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        sent = state.getLong();
        dropped = state.getLong();
        reported = dropped;
    }
}
