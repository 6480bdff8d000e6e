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

    private final MemifInterfaces interfaces;
    private final DeviceRequest request;
    private final String device;
    private MemifSink sink;
    private long sent;
    private long dropped;
    private long lostBefore;

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
    public void init(InstanceContext context) {
        final SharedInterface shared = interfaces.join(device)
            .orElseGet(() -> interfaces.open(interfaces.target(request), device));
        sink = MemifSink.of(interfaces, shared, device);
    }

    @Override
    public boolean process(Packet packet) {
        if (sink.send(packet)) {
            sent++;
        } else {
            dropped++;
        }
        return true;
    }

    @Override
    public void timer(long now) {
        sink.flush();
    }

    @Override
    public void publish(ResultBlock block) {
        sink.flush();
        // taken, and lost then: the peer went away, or the packet could never be sent
        final long lost = sink.dropped();
        sent -= lost - lostBefore;
        dropped += lost - lostBefore;
        lostBefore = lost;
        block.setLong(SENT, sent);
        block.setLong(DROPPED, dropped);
    }

    @Override
    public void end() {
        sink.flush();
    }

    @Override
    public void reset() {
        sent = 0;
        dropped = 0;
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
    }
}
