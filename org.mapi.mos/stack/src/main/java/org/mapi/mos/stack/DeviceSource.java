package org.mapi.mos.stack;

import java.util.ArrayList;
import java.util.List;
import org.mapi.capture.FilterCompiler;
import org.mapi.capture.PacketSink;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.mos.SourceOptions;

/**
 * A source with threads of its own that poll one device, or both devices of an inline source. One worker polls all queues;
 * several poll a queue each if the devices split flows by themselves, else a dispatcher polls for them.
 */
final class DeviceSource extends Source {
    private final List<OpenDevice> devices;
    private final boolean inline;
    private final List<Agent> agents = new ArrayList<>();
    private final AgentThreads threads;
    /** Null without a dispatcher. */
    private final Spreader spreader;
    private final Gate gate = new Gate();

    /**
     * A source that does not run yet.
     *
     * @throws MosException               EINVAL if devices and options do not fit
     * @throws org.mapi.MapiException if a device cannot send
     */
    DeviceSource(MosStack stack, String name, List<OpenDevice> devices, SourceOptions options, FilterCompiler compiler,
            EventForest events) {
        super(stack, name, devices.stream().map(OpenDevice::name).toList(), options, compiler, events, devices.size() > 1);
        this.devices = devices;
        inline = devices.size() > 1;
        final boolean dispatched = lanes.length > 1 && !options.splitQueues();
        if (lanes.length > 1 && options.splitQueues()) {
            requireQueues();
        }
        boolean pausable = true;
        for (OpenDevice device : devices) {
            pausable &= device.device().properties().kind().pausable();
        }
        spreader = dispatched ? new Spreader(options, pausable, pausable, inline) : null;
        try {
            if (dispatched) {
                agents.add(new Dispatcher(feeds(-1), spreader, gate));
            }
            for (Lane lane : lanes) {
                final int number = lane.worker.number();
                final Feed[] feeds = dispatched ? new Feed[] {spreader.rings[number]} : feeds(lanes.length == 1 ? -1 : number);
                agents.add(new PollingAgent(lane, feeds, inline ? wire(lane) : null));
            }
        } catch (Throwable fault) {
            agents.forEach(Agent::close);
            throw fault;
        }
        threads = new AgentThreads(name, agents, this::failedWork, this::finish);
    }

    /** A thread is done early: nobody may wait for it. */
    private void failedWork(String reason) {
        failed(reason);
        if (spreader != null) {
            spreader.stop();
        }
    }

    private void requireQueues() {
        for (OpenDevice device : devices) {
            final int queues = device.device().queues();
            if (queues != lanes.length) {
                throw new MosException(Errno.EINVAL, "device " + device.name() + " has " + queues + " queues, expected "
                    + lanes.length + ": one for each worker, as option splitQueues says");
            }
        }
    }

    /** A queue of each device; -1: all of them. */
    private Feed[] feeds(int wanted) {
        final List<Feed> ports = new ArrayList<>();
        for (int device = 0; device < devices.size(); device++) {
            final OpenDevice open = devices.get(device);
            for (int queue = 0; queue < open.device().queues(); queue++) {
                if (wanted < 0 || queue == wanted) {
                    ports.add(new Port(open, device, queue));
                }
            }
        }
        return ports.toArray(Feed[]::new);
    }

    private Wire wire(Lane lane) {
        final PacketSink[] sinks = new PacketSink[devices.size()];
        int opened = 0;
        try {
            while (opened < sinks.length) {
                sinks[opened] = devices.get(opened).device().openSink();
                opened++;
            }
        } catch (Throwable fault) {
            for (int i = 0; i < opened; i++) {
                sinks[i].close();
            }
            throw fault;
        }
        return new Wire(sinks, lane.worker.counters);
    }

    /** Starts the threads. */
    void start() {
        threads.start();
    }

    /** Gives up before it ran; the devices stay open. */
    void abandon() {
        agents.forEach(Agent::close);
        super.close();
    }

    /** The last thread is done: nobody uses the devices any more. */
    private void finish() {
        for (OpenDevice device : devices) {
            try {
                device.device().close();
            } catch (Throwable fault) {
                failed("device " + device.name() + ": " + fault);
            }
        }
        endLanes();
    }

    @Override
    void count(WorkerCounters into) {
        if (spreader != null) {
            spreader.count(gate, into);
        }
    }

    @Override
    public void close() {
        if (threads.isMine()) {
            throw new MosException(Errno.EPERM, "source " + name() + " cannot be closed in one of its callbacks");
        }
        if (spreader != null) {
            spreader.stop();
        }
        if (!threads.stop()) {
            throw new MosException(Errno.EAGAIN, "source " + name() + " is still in a callback after 2 s; it ends as soon as "
                + "that returns");
        }
        super.close();
    }
}
