package org.mapi.mos.stack;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.mapi.capture.FilterCompiler;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosSource;
import org.mapi.mos.SourceInformation;
import org.mapi.mos.SourceOptions;

/** What all sources have in common: workers, and the applications attached to each of them. */
abstract class Source implements MosSource {
    final Lane[] lanes;
    private final MosStack stack;
    private final String name;
    private final List<String> devices;
    private final SourceOptions options;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile String failure = "";

    /**
     * A source.
     *
     * @param stack    hears of its end
     * @param name     of the source
     * @param devices  their names
     * @param options  how flows are followed
     * @param compiler of filters; null if there is none
     * @param events   the user-defined events of the stack
     * @param inline   whether frames go on
     */
    Source(MosStack stack, String name, List<String> devices, SourceOptions options, FilterCompiler compiler, EventForest events,
            boolean inline) {
        this.stack = stack;
        this.name = name;
        this.devices = List.copyOf(devices);
        this.options = options;
        lanes = new Lane[options.workers()];
        for (int i = 0; i < lanes.length; i++) {
            final Gate gate = new Gate();
            lanes[i] = new Lane(new Worker(i, name, options, compiler, events, gate, inline), gate);
        }
    }

    @Override
    public String name() {
        return name;
    }

    SourceOptions options() {
        return options;
    }

    /** Attaches an application to each worker. */
    MonitorSocket[] attach(MonitorApplication application, MonitorOptions how) {
        final MonitorSocket[] sockets = new MonitorSocket[lanes.length];
        int done = 0;
        try {
            while (done < lanes.length) {
                sockets[done] = lanes[done].attach(application, how);
                done++;
            }
        } catch (Throwable fault) {
            for (int i = 0; i < done; i++) {
                lanes[i].detach(sockets[i], 0);
            }
            throw fault;
        }
        return sockets;
    }

    /**
     * Puts another application in an application's place on each worker. Where it throws, the former is still at work on the
     * workers that were not reached.
     *
     * @param sockets the former's, replaced one by one
     */
    void replace(MonitorSocket[] sockets, MonitorApplication application, MonitorOptions how) {
        for (int i = 0; i < lanes.length; i++) {
            sockets[i] = lanes[i].replace(sockets[i], application, how);
            lanes[i].settle(sockets[i]);
        }
    }

    /** Detaches an application from all workers; false if a callback still runs after the time. */
    boolean detach(MonitorSocket[] sockets, long nanos) {
        final long begin = System.nanoTime();
        boolean all = true;
        for (int i = 0; i < lanes.length; i++) {
            all &= lanes[i].detach(sockets[i], Math.max(0, nanos - (System.nanoTime() - begin)));
        }
        return all;
    }

    /** Attaches an application to this source only. */
    public MonitorHandle monitor(MonitorOptions how, MonitorApplication application) {
        return stack.attachTo(this, "", how, application);
    }

    @Override
    public SourceInformation information() {
        final WorkerCounters all = new WorkerCounters();
        String trouble = failure;
        for (Lane lane : lanes) {
            final String hanging = lane.count(all);
            trouble = trouble.isEmpty() ? hanging : trouble;
        }
        count(all);
        return new SourceInformation(name, devices, options, isEnded(), trouble, all.statistics());
    }

    /** Adds what was done beside the workers. */
    void count(WorkerCounters into) { }

    boolean isEnded() {
        return ended.getCount() == 0;
    }

    /** Says why the packets ended early; the first reason stays. */
    synchronized void failed(String reason) {
        if (failure.isEmpty()) {
            failure = reason;
        }
    }

    /** Ends the flows of all workers. */
    void endLanes() {
        try {
            for (Lane lane : lanes) {
                lane.end();
            }
        } finally {
            ended.countDown();
        }
    }

    @Override
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        endLanes();
        for (Lane lane : lanes) {
            lane.close();
        }
        stack.forget(this);
    }
}
