package org.mapi.memif;

import java.util.function.Supplier;
import org.mapi.memif.internal.sys.SystemCalls;

/** A timerfd in the control loop. It is armed only while there is something to wait for. */
final class ControlTimer implements ControlFd {
    private final SystemCalls system;
    private final ControlLoop loop;
    private final Supplier<MemifError> action;
    private final int fd;
    private long initial;
    private long every;
    private boolean isArmed;

    ControlTimer(final SystemCalls system, final ControlLoop loop, final Supplier<MemifError> action) {
        this.system = system;
        this.loop = loop;
        this.action = action;
        fd = ControlLoop.check("timerfd", system.timer());
        try {
            loop.watch(this, MemifEvents.READ);
        } catch (MemifException refused) {
            system.close(fd);
            throw refused;
        }
    }

    /** Sets the times; an armed timer starts anew. */
    void set(final long initialNanoseconds, final long everyNanoseconds) {
        initial = initialNanoseconds;
        every = everyNanoseconds;
        if (isArmed) {
            isArmed = false;
            arm(true);
        }
    }

    /** Starts or stops the timer; nothing happens if it is as wanted. */
    void arm(final boolean on) {
        if (on != isArmed) {
            ControlLoop.check("timerfd_settime", system.setTimer(fd, on ? initial : 0, on ? every : 0));
            isArmed = on;
        }
    }

    boolean isArmed() {
        return isArmed;
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public MemifError ready(final int events) {
        system.clear(fd);
        return action.get();
    }

    void close() {
        loop.forget(this);
        system.close(fd);
    }
}
