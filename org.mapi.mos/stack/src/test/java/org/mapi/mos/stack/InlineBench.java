package org.mapi.mos.stack;

import java.util.ArrayList;
import java.util.List;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.PacketSink;
import org.mapi.mos.FlowCallback;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.SourceStatistics;

/** An inline source whose only thread is the test's: packets go in and come out step by step. */
final class InlineBench implements AutoCloseable {
    final FakeDevice[] devices = {new FakeDevice(DeviceKind.LIVE, 1), new FakeDevice(DeviceKind.LIVE, 1)};
    final Worker worker;
    private final Lane lane;
    private final PollingAgent agent;

    InlineBench(SourceOptions options) {
        final Gate gate = new Gate();
        worker = new Worker(0, "wire", options, null, new EventForest(), gate, true);
        lane = new Lane(worker, gate);
        final Feed[] ports = new Feed[2];
        final PacketSink[] sinks = new PacketSink[2];
        for (int i = 0; i < 2; i++) {
            ports[i] = new Port(new OpenDevice("fake" + i, devices[i]), i, 0);
            sinks[i] = devices[i].openSink();
        }
        agent = new PollingAgent(lane, ports, new Wire(sinks, worker.counters));
    }

    /** Attaches an application with one callback. */
    void on(Hook hook, FlowEvent event, FlowCallback callback) {
        lane.attach(monitor -> monitor.at(hook, event, callback), MonitorOptions.streams("test", ""));
    }

    MonitorSocket attach(MonitorApplication application, MonitorOptions how) {
        return lane.attach(application, how);
    }

    MonitorSocket replace(MonitorSocket old, MonitorApplication application, MonitorOptions how) {
        return lane.replace(old, application, how);
    }

    void detach(MonitorSocket monitor) {
        lane.detach(monitor, 0);
    }

    /** Packets come in by a device; all that waits is done. */
    void receive(int device, byte[]... frames) {
        for (byte[] frame : frames) {
            devices[device].receive(frame);
        }
        run();
    }

    void run() {
        int work = 1;
        while (work > 0) {
            work = agent.doWork();
        }
    }

    /** What has left by a device since the last time. */
    List<byte[]> sent(int device) {
        final List<byte[]> frames = new ArrayList<>(devices[device].sent);
        devices[device].sent.clear();
        return frames;
    }

    SourceStatistics statistics() {
        final WorkerCounters all = new WorkerCounters();
        lane.count(all);
        return all.statistics();
    }

    @Override
    public void close() {
        agent.close();
        lane.end();
        lane.close();
    }
}
