package org.mapi.core.engine.agent;

import org.mapi.capture.CaptureDevice;
import org.mapi.capture.ReadAhead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device that an agent polls, or what is left of it while its driver is away. Agent's thread, but {@link #readAhead}. */
final class Source {
    private static final Logger LOG = LoggerFactory.getLogger(Source.class);

    private final String name;
    private CaptureDevice device;
    private boolean attached;
    private volatile ReadAhead readAhead;

    /**
     * An open device.
     *
     * @param name   its name, for messages
     * @param device the device; null where nothing is polled, as in training
     */
    Source(String name, CaptureDevice device) {
        this.name = name;
        attach(device);
    }

    /** Goes on with another device. */
    void attach(CaptureDevice next) {
        device = next;
        attached = true;
        try {
            readAhead = next != null && next.queues() == 1 ? next.readAhead().orElse(null) : null;
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("device {} is not read ahead: {}", name, FaultText.of(e));
        }
    }

    /** Lets go of the device. */
    void detach() {
        attached = false;
        readAhead = null;
    }

    boolean attached() {
        return attached;
    }

    CaptureDevice device() {
        return device;
    }

    /** What a second thread can fetch meanwhile, or null. Any thread. */
    ReadAhead readAhead() {
        return readAhead;
    }

    /** Shows the driver's counters, which are those of the whole device, where its first queue is polled. */
    void statistics(Lane[] lanes) {
        try {
            if (attached && lanes.length > 0 && lanes[0].queue == 0) {
                lanes[0].driverCounters(device.statistics());
            }
        } catch (Throwable e) {
            LOG.debug("device {}: no statistics: {}", name, FaultText.of(e));
        }
    }
}
