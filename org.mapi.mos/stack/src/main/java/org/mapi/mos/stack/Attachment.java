package org.mapi.mos.stack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mapi.mos.Errno;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorInformation;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;

/** An application with all sources it is attached to. */
final class Attachment implements MonitorHandle {
    private static final long CLOSE_TIMEOUT = 2_000_000_000L;

    final MonitorOptions options;
    private final MosStack stack;
    private final String bundle;
    private final MonitorApplication application;
    private final Map<Source, MonitorSocket[]> sockets = new LinkedHashMap<>();
    private boolean closed;
    private long pastCallbacks;
    private long pastFaults;

    Attachment(MosStack stack, String bundle, MonitorOptions options, MonitorApplication application) {
        this.stack = stack;
        this.bundle = bundle;
        this.options = options;
        this.application = application;
    }

    /** Whether it wants a source of this name. */
    boolean wants(String source) {
        return options.sources().isEmpty() || options.sources().contains(source);
    }

    /** Attaches to a source. */
    synchronized void attach(Source source) {
        if (!closed) {
            sockets.put(source, source.attach(application, options));
        }
    }

    /** A source is gone, its flows with it. */
    synchronized void forget(Source source) {
        final MonitorSocket[] past = sockets.remove(source);
        if (past != null) {
            for (MonitorSocket socket : past) {
                pastCallbacks += socket.callbacks;
                pastFaults += socket.faults;
            }
        }
    }

    @Override
    public synchronized MonitorInformation information() {
        long flows = 0;
        long callbacks = pastCallbacks;
        long faults = pastFaults;
        String quarantine = "";
        final List<String> sources = new ArrayList<>();
        for (Map.Entry<Source, MonitorSocket[]> entry : sockets.entrySet()) {
            sources.add(entry.getKey().name());
            for (MonitorSocket socket : entry.getValue()) {
                flows += socket.flows;
                callbacks += socket.callbacks;
                faults += socket.faults;
                quarantine = quarantine.isEmpty() ? socket.quarantine : quarantine;
            }
        }
        return new MonitorInformation(options.name(), bundle, options, sources, flows, callbacks, faults, quarantine);
    }

    @Override
    public void close() {
        final Map<Source, MonitorSocket[]> left;
        synchronized (this) {
            closed = true;
            left = new LinkedHashMap<>(sockets);
        }
        stack.forget(this);
        final List<String> stuck = new ArrayList<>();
        left.forEach((source, attached) -> {
            if (!source.detach(attached, CLOSE_TIMEOUT)) {
                stuck.add(source.name());
            }
            forget(source);
        });
        if (!stuck.isEmpty()) {
            throw new MosException(Errno.EAGAIN, "application " + options.name() + " is still in a callback on source "
                + String.join(", ", stuck) + " after 2 s; it is detached as soon as it returns");
        }
    }
}
