package org.mapi.mos.c;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.Registrations;

/** What a context's timers hang on: an application that asks for nothing. */
final class TimerAnchor implements MonitorApplication {
    private record Waiting(Duration delay, Runnable callback) { }

    private final Mctx mctx;
    private final List<Waiting> waiting = new ArrayList<>();
    private Registrations on;
    MonitorHandle handle;

    TimerAnchor(Mctx mctx) {
        this.mctx = mctx;
    }

    @Override
    public boolean isFor(int worker) {
        return worker == mctx.cpu;
    }

    @Override
    public synchronized void attach(Registrations registrations) {
        on = registrations;
        waiting.forEach(timer -> on.after(timer.delay(), timer.callback()));
        waiting.clear();
    }

    /** Sets a timer: at once on the worker's own thread, otherwise as soon as the worker can. */
    synchronized void set(Duration delay, Runnable callback) {
        if (on == null) {
            waiting.add(new Waiting(delay, callback));
        } else if (mctx.isInside()) {
            on.after(delay, callback);
        } else {
            final Registrations worker = on;
            worker.later(() -> worker.after(delay, callback));
        }
    }

    /** The source's clock, 0 before it runs. */
    synchronized long now() {
        return on == null ? 0 : on.now();
    }
}
