package org.mapi.memif.driver;

import java.util.Optional;
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
    private final String device;
    private final boolean isAddress;
    private final DeviceRequest request;
    private MemifSink sink;
    private long sent;
    private long dropped;
    private long lostBefore;

    ToMemifInstance(MemifInterfaces interfaces, String device, boolean isAddress, DeviceRequest request) {
        this.interfaces = interfaces;
        this.device = device;
        this.isAddress = isAddress;
        this.request = request;
    }

    @Override
    public void init(InstanceContext context) {
        // touched here, so that no class is loaded on the packet path
        if (isAddress) {
            final SharedInterface shared = interfaces.join(device).orElse(null);
            sink = MemifSink.of(interfaces, shared != null ? shared : interfaces.open(interfaces.target(request), device),
                device);
        } else {
            look();
        }
    }

    /** A device of that name may have been opened meanwhile. */
    private void look() {
        final Optional<SharedInterface> shared = interfaces.join(device);
        if (shared.isPresent()) {
            sink = MemifSink.of(interfaces, shared.get(), device);
        } else if (interfaces.declaredAs(device)) {
            sink = MemifSink.of(interfaces, interfaces.open(interfaces.target(request), device), device);
        }
    }

    @Override
    public boolean process(Packet packet) {
        final MemifSink to = sink;
        if (to != null && to.send(packet)) {
            sent++;
        } else {
            dropped++;
        }
        return true;
    }

    @Override
    public void timer(long now) {
        if (sink == null) {
            look();
        } else {
            sink.flush();
        }
    }

    @Override
    public void publish(ResultBlock block) {
        if (sink != null) {
            sink.flush();
            // taken, and lost then: the peer went away, or the packet could never be sent
            final long lost = sink.dropped();
            sent -= lost - lostBefore;
            dropped += lost - lostBefore;
            lostBefore = lost;
        }
        block.setLong(SENT, sent);
        block.setLong(DROPPED, dropped);
    }

    @Override
    public void end() {
        if (sink != null) {
            sink.flush();
        }
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
