package org.mapi.mos.stack;

/**
 * Does everything for the packets of some device queues on one thread: polls them, follows their flows, sends on what goes on.
 * Both devices of an inline source are polled in turn, a batch each.
 */
final class PollingAgent implements Agent {
    private final Lane lane;
    private final Worker worker;
    private final Port[] ports;
    /** Null for a source that only looks. */
    private final Wire wire;
    private final WallClock clock;

    /**
     * An agent.
     *
     * @param lane  its worker
     * @param ports what it polls
     * @param wire  where frames leave; null if they do not
     */
    PollingAgent(Lane lane, Port[] ports, Wire wire) {
        this.lane = lane;
        this.ports = ports;
        this.wire = wire;
        worker = lane.worker;
        boolean pausable = true;
        for (Port port : ports) {
            pausable &= port.isPausable();
        }
        clock = pausable ? null : new WallClock();
        worker.batched(!pausable);
        if (wire != null) {
            worker.output(new Injector(worker, wire));
        }
    }

    @Override
    public int doWork() {
        if (!lane.enter()) {
            return END;
        }
        int work = 0;
        try {
            boolean ended = true;
            for (Port port : ports) {
                work += poll(port);
                ended &= port.isEnded();
            }
            if (work == 0 && ended) {
                return END;
            }
            if (work == 0 && clock != null) {
                worker.advance(clock.now());
            }
            worker.endBatch();
            if (wire != null) {
                wire.flush();
            }
        } finally {
            lane.leave();
        }
        return work;
    }

    private int poll(Port port) {
        final int count = port.poll();
        for (int i = 0; i < count; i++) {
            worker.process(port.packet(i), port.device);
            if (wire != null) {
                dispose(port, i);
            }
        }
        if (wire != null && count > 0) {
            // Those that wait are sent before another poll of this queue takes their memory back.
            wire.flush();
        }
        return count;
    }

    /** What becomes of a frame after everybody has seen it. */
    private void dispose(Port port, int index) {
        final FrameEdit edit = worker.edit();
        if (edit.isDropped()) {
            worker.counters.dropped++;
        } else if (edit.isEdited()) {
            wire.forward(edit, 1 - port.device);
        } else {
            wire.forward(port.batch, index, 1 - port.device);
        }
        worker.output().sendResets();
    }

    @Override
    public void await(int round) {
        for (int i = 0; i < ports.length; i++) {
            final Port port = ports[(round + i) % ports.length];
            if (!port.isEnded()) {
                port.await(ports.length == 1 ? LONGEST_WAIT : SHORTEST_WAIT);
                return;
            }
        }
    }

    @Override
    public String failure() {
        for (Port port : ports) {
            final String failure = port.failure();
            if (!failure.isEmpty()) {
                return failure;
            }
        }
        return "";
    }

    @Override
    public void close() {
        if (wire != null) {
            wire.close();
        }
    }
}
