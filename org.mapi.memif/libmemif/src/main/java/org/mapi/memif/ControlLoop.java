package org.mapi.memif;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.mapi.memif.internal.sys.SystemCalls;

/**
 * Waits for control descriptors, by an epoll of its own or by the application's event loop, and runs what data threads hand
 * over. All control state of a context is guarded by {@link #lock}.
 */
final class ControlLoop implements ControlFd {
    final ReentrantLock lock = new ReentrantLock();
    private final SystemCalls system;
    private final MemifCallbacks.ControlFdUpdate callback;
    private final Object callbackContext;
    private final Map<Integer, ControlFd> watched = new HashMap<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger cancels = new AtomicInteger();
    private final SharedFd epoll;
    private final EventFd wake;

    ControlLoop(final SystemCalls system, final MemifCallbacks.ControlFdUpdate callback, final Object callbackContext) {
        this.system = system;
        this.callback = callback;
        this.callbackContext = callbackContext;
        epoll = callback == null ? new SharedFd(system, check("epoll", system.epoll())) : null;
        final int fd = system.eventfd();
        if (fd < 0 && epoll != null) {
            epoll.close();
        }
        wake = new EventFd(system, check("eventfd", fd));
        try {
            watch(this, MemifEvents.READ);
        } catch (MemifException refused) {
            wake.close();
            if (epoll != null) {
                epoll.close();
            }
            throw refused;
        }
    }

    static int check(final String what, final int result) {
        if (result < 0) {
            throw new MemifException(MemifError.ofErrno(-result), what + ": errno=" + -result);
        }
        return result;
    }

    boolean isInternal() {
        return epoll != null;
    }

    /** Starts to watch. */
    void watch(final ControlFd control, final int events) {
        update(control, events, SystemCalls.EPOLL_ADD);
        watched.put(control.fd(), control);
    }

    /** Changes what is watched for. */
    void modify(final ControlFd control, final int events) {
        update(control, events | MemifEvents.MOD, SystemCalls.EPOLL_MOD);
    }

    /** Stops to watch, before the descriptor is closed. */
    void forget(final ControlFd control) {
        if (watched.remove(control.fd(), control)) {
            try {
                update(control, MemifEvents.DEL, SystemCalls.EPOLL_DEL);
            } catch (MemifException ignored) {
                // the descriptor goes anyway, and closing it removes it from an epoll
                System.getLogger("org.mapi.memif").log(System.Logger.Level.DEBUG, ignored.getMessage());
            }
        }
    }

    private void update(final ControlFd control, final int events, final int operation) {
        if (epoll != null) {
            check("epoll_ctl", system.epollControl(epoll.fd(), operation, control.fd(), toPoll(events)));
            return;
        }
        try {
            callback.update(control.fd(), events, control, callbackContext);
        } catch (Exception refused) {
            throw new MemifException(MemifError.CB_FDUPDATE, "control fd update: fd=" + control.fd() + ", events=" + events,
                    refused);
        }
    }

    private static int toPoll(final int events) {
        return ((events & MemifEvents.READ) != 0 ? SystemCalls.POLL_IN : 0) | ((events & MemifEvents.WRITE) != 0
                ? SystemCalls.POLL_OUT : 0);
    }

    private static int fromPoll(final int events) {
        return ((events & SystemCalls.POLL_IN) != 0 ? MemifEvents.READ : 0) | ((events & SystemCalls.POLL_OUT) != 0
                ? MemifEvents.WRITE : 0)
                | ((events & (SystemCalls.POLL_ERR | SystemCalls.POLL_HUP)) != 0 ? MemifEvents.ERROR : 0);
    }

    /** Handles one descriptor; an unknown one is no error. */
    MemifError handle(final int fd, final int events) {
        lock.lock();
        try {
            runTasks();
            final ControlFd control = watched.get(fd);
            return control == null ? MemifError.SUCCESS : control.ready(events);
        } catch (MemifException failed) {
            // one descriptor's trouble must not end the loop for the others
            System.getLogger("org.mapi.memif").log(System.Logger.Level.WARNING, failed.getMessage());
            return failed.error();
        } finally {
            lock.unlock();
        }
    }

    /** Handles one descriptor by its handle, if it is still watched. */
    MemifError handle(final Object handle, final int events) {
        return handle instanceof ControlFd control && watchedAs(control) ? handle(control.fd(), events) : MemifError.SUCCESS;
    }

    private boolean watchedAs(final ControlFd control) {
        lock.lock();
        try {
            return watched.get(control.fd()) == control;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for one event and handles it. */
    MemifError poll(final int milliseconds) {
        if (epoll == null) {
            throw new MemifException(MemifError.INVAL_ARG, "poll: the application's event loop watches this context");
        }
        if (!epoll.enter()) {
            return MemifError.POLL_CANCEL;
        }
        try {
            final long event = system.epollWait(epoll.fd(), milliseconds);
            if (event < 0) {
                throw new MemifException(MemifError.ofErrno((int) -event), "epoll_wait: errno=" + -event);
            }
            return event == 0 ? MemifError.SUCCESS : handle((int) event, fromPoll((int) (event >>> Integer.SIZE)));
        } finally {
            epoll.leave();
        }
    }

    /** Makes one poll return POLL_CANCEL. */
    void cancel() {
        cancels.incrementAndGet();
        if (!wake.kick()) {
            throw new MemifException(MemifError.INT_WRITE, "cancel of poll");
        }
    }

    /** Runs something on whoever handles control events next. */
    void submit(final Runnable task) {
        tasks.add(task);
        wake.kick();
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public int fd() {
        return wake.fd();
    }

    @Override
    public MemifError ready(final int events) {
        wake.clear();
        runTasks();
        if (cancels.get() > 0) {
            if (cancels.decrementAndGet() > 0) {
                wake.kick();
            }
            return MemifError.POLL_CANCEL;
        }
        return MemifError.SUCCESS;
    }

    /** Number of watched descriptors. */
    int size() {
        return watched.size();
    }

    void close() {
        runTasks();
        wake.kick();
        for (final ControlFd control : new ArrayList<>(watched.values())) {
            forget(control);
        }
        wake.close();
        if (epoll != null) {
            epoll.close();
        }
    }
}
