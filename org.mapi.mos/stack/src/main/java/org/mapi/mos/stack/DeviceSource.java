package org.mapi.mos.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.mapi.capture.FilterCompiler;
import org.mapi.capture.PacketSink;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.mos.SourceOptions;

/** A source with threads of its own that poll one device, or both devices of an inline source. */
final class DeviceSource extends Source {
    private static final long CLOSE_TIMEOUT_MILLIS = 2_000;

    private final List<OpenDevice> devices;
    private final boolean inline;
    private final List<Agent> agents = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean stopped;

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
        requireQueues();
        try {
            for (Lane lane : lanes) {
                agents.add(new PollingAgent(lane, ports(lane.worker.number()), inline ? wire(lane) : null));
            }
        } catch (Throwable fault) {
            agents.forEach(Agent::close);
            throw fault;
        }
    }

    private void requireQueues() {
        if (lanes.length > 1) {
            for (OpenDevice device : devices) {
                final int queues = device.device().queues();
                if (queues != lanes.length) {
                    throw new MosException(Errno.EINVAL, "device " + device.name() + " has " + queues + " queues, expected "
                        + lanes.length + ": one for each worker that polls a queue of its own");
                }
            }
        }
    }

    /** What a lane polls: everything, or its own queue of each device. */
    private Port[] ports(int lane) {
        final List<Port> ports = new ArrayList<>();
        for (int device = 0; device < devices.size(); device++) {
            final OpenDevice open = devices.get(device);
            for (int queue = 0; queue < open.device().queues(); queue++) {
                if (lanes.length == 1 || queue == lane) {
                    ports.add(new Port(open, device, queue));
                }
            }
        }
        return ports.toArray(Port[]::new);
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
        running.set(agents.size());
        for (int i = 0; i < agents.size(); i++) {
            final Agent agent = agents.get(i);
            threads.add(Thread.ofPlatform().daemon().name("mos-" + name() + "-" + i).unstarted(() -> run(agent)));
        }
        threads.forEach(Thread::start);
    }

    /** Gives up before it ran; the devices stay open. */
    void abandon() {
        agents.forEach(Agent::close);
        super.close();
    }

    private void run(Agent agent) {
        final Idle idle = new Idle();
        try {
            int work = 0;
            while (!stopped && work != Agent.END) {
                work = agent.doWork();
                if (work == 0) {
                    idle.idle(agent);
                } else {
                    idle.reset();
                }
            }
            failed(agent.failure());
        } catch (Throwable fault) {
            failed(fault.toString());
            stopped = true;
        } finally {
            if (running.decrementAndGet() == 0) {
                finish();
            }
        }
    }

    /** The last thread is done: nobody uses the devices any more. */
    private void finish() {
        try {
            endLanes();
        } catch (Throwable fault) {
            failed(fault.toString());
        }
        for (Agent agent : agents) {
            release(agent);
        }
        for (OpenDevice device : devices) {
            release(device.device());
        }
    }

    private void release(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Throwable fault) {
            failed(fault.toString());
        }
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            if (thread == Thread.currentThread()) {
                throw new MosException(Errno.EPERM, "source " + name() + " cannot be closed in one of its callbacks");
            }
        }
        boolean left = false;
        for (Thread thread : threads) {
            left |= !joined(thread);
        }
        if (left) {
            throw new MosException(Errno.EAGAIN, "source " + name() + " is still in a callback after 2 s; it ends as soon as that "
                + "returns");
        }
        super.close();
    }

    private static boolean joined(Thread thread) {
        try {
            thread.join(CLOSE_TIMEOUT_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
