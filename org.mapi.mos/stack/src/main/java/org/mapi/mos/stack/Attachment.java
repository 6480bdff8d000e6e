package org.mapi.mos.stack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mapi.mos.Errno;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorInformation;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;

/**
 * An application with all sources it is attached to. It may be replaced, and it may be held: then nobody is told, but its flows
 * and buffers wait for a successor. Any thread may call it; no lock is held while an application is called.
 */
final class Attachment implements MonitorHandle {
    private static final long CLOSE_TIMEOUT = 2_000_000_000L;
    private static final MonitorSocket[] ON_ITS_WAY = {};

    private final MosStack stack;
    private final Map<Source, MonitorSocket[]> sockets = new LinkedHashMap<>();
    private String bundle;
    private MonitorOptions options;
    private MonitorApplication application;
    /** Why nobody is told, empty where somebody is. */
    private String held = "";
    /** Who keeps the place then. */
    private Stand stand = Stand.NOBODY;
    /** Why it is not attached to sources that came later. */
    private final Map<Source, String> refusals = new LinkedHashMap<>();
    /** Whether its successor is being attached: not everywhere yet. */
    private boolean changing;
    /** Counts replacements, so that what is attached meanwhile is found. */
    private int version;
    private boolean closed;
    private long pastCallbacks;
    private long pastFaults;

    Attachment(MosStack stack, String bundle, MonitorOptions options, MonitorApplication application) {
        this.stack = stack;
        this.bundle = bundle;
        this.options = options;
        this.application = application;
    }

    /** Whether it wants a source of this name; one whose name begins with '.' has to be named. */
    synchronized boolean wants(String source) {
        return options.sources().isEmpty() ? !source.startsWith(MosStack.PRIVATE) : options.sources().contains(source);
    }

    /** Attaches to a source, once. */
    void attach(Source source) {
        final MonitorOptions how;
        final MonitorApplication who;
        final int when;
        synchronized (this) {
            if (closed || sockets.containsKey(source)) {
                return;
            }
            sockets.put(source, ON_ITS_WAY);
            refusals.remove(source);
            how = options;
            who = present();
            when = version;
        }
        MonitorSocket[] made = null;
        try {
            made = source.attach(who, how);
        } finally {
            attached(source, made, when);
        }
    }

    private MonitorApplication present() {
        return held.isEmpty() ? application : stand;
    }

    /** Takes note of what was attached; it may have been replaced or taken away meanwhile. */
    private void attached(Source source, MonitorSocket[] made, int when) {
        final boolean gone;
        final boolean replaced;
        final MonitorOptions how;
        final MonitorApplication who;
        synchronized (this) {
            gone = made == null || closed || !sockets.containsKey(source);
            if (gone) {
                sockets.remove(source);
            } else {
                sockets.put(source, made);
            }
            replaced = version != when;
            how = options;
            who = present();
        }
        if (gone && made != null) {
            source.detach(made, CLOSE_TIMEOUT);
        } else if (replaced && made != null) {
            replace(source, who, how);
        }
    }

    /** Attaches to a source that has come; what goes wrong is this application's, not the source's. */
    void attachLater(Source source) {
        try {
            attach(source);
        } catch (Throwable fault) {
            synchronized (this) {
                pastFaults++;
                refusals.put(source, "not attached to source " + source.name() + ": " + refusal(fault));
            }
        }
    }

    private static String refusal(Throwable fault) {
        return fault instanceof MosException refused ? refused.line() : "attach threw " + fault;
    }

    /**
     * Puts another application in this one's place: it takes over flows, buffers and reading positions.
     *
     * @throws MosException or what attach of the new application throws; nobody is told then, until the next replacement
     */
    void replace(String newBundle, MonitorOptions newOptions, MonitorApplication successor) {
        final boolean sameKind;
        synchronized (this) {
            requireOpen();
            sameKind = options.kind() == newOptions.kind();
            bundle = newBundle;
            options = newOptions;
            application = successor;
            held = "";
            changing = true;
            version++;
        }
        try {
            for (Source source : sources()) {
                if (!sameKind || !wants(source.name())) {
                    detach(source);
                } else {
                    replace(source, successor, newOptions);
                }
            }
            stack.attachEverywhere(this);
        } catch (Throwable fault) {
            hold(refusal(fault), false);
            throw fault;
        } finally {
            changed();
        }
    }

    private synchronized void changed() {
        changing = false;
    }

    /**
     * Nobody is told from now on; flows and buffers wait for a successor.
     *
     * @param expected whether a successor is expected soon, so that packets may be kept from passing
     */
    void hold(String reason, boolean expected) {
        final MonitorOptions how;
        final Stand who;
        synchronized (this) {
            held = reason;
            who = expected ? Stand.of(options.whileAway()) : Stand.NOBODY;
            stand = who;
            version++;
            how = options;
        }
        for (Source source : sources()) {
            try {
                replace(source, who, how);
            } catch (MosException stuck) {
                detach(source);
            }
        }
    }

    /** Lets go of the application's object. */
    synchronized void release() {
        application = Stand.NOBODY;
    }

    /** Attaches the same application anew: the events that it asks for by name may have changed. */
    void reload() {
        final String from;
        final MonitorOptions how;
        final MonitorApplication same;
        synchronized (this) {
            from = bundle;
            how = options;
            same = application;
        }
        try {
            replace(from, how, same);
        } catch (MosException refused) {
            // it is held, and its information says why
        }
    }

    /** Whether it asked for an event by this name. */
    synchronized boolean asked(String event) {
        return sockets.values().stream().flatMap(Arrays::stream).anyMatch(socket -> socket.asked.contains(event));
    }

    /** Whether it is held though its application is there. */
    synchronized boolean isWaiting() {
        return !held.isEmpty() && application != Stand.NOBODY && !closed;
    }

    private void requireOpen() {
        if (closed) {
            throw new MosException(Errno.EBADF, "application " + options.name()
                + " was taken away, expected one that is attached");
        }
    }

    private synchronized List<Source> sources() {
        return List.copyOf(sockets.keySet());
    }

    private void replace(Source source, MonitorApplication successor, MonitorOptions how) {
        final MonitorSocket[] made;
        synchronized (this) {
            made = sockets.get(source);
            if (made == null || made == ON_ITS_WAY) {
                return;
            }
        }
        source.replace(made, successor, how);
    }

    private void past(MonitorSocket[] made) {
        for (MonitorSocket socket : made) {
            pastCallbacks += socket.callbacks();
            pastFaults += socket.formerFaults + socket.faults;
        }
    }

    private boolean detach(Source source) {
        final MonitorSocket[] made;
        synchronized (this) {
            made = sockets.get(source);
        }
        final boolean done = made == null || made == ON_ITS_WAY || source.detach(made, CLOSE_TIMEOUT);
        forget(source);
        return done;
    }

    /** A source is gone, its flows with it. */
    synchronized void forget(Source source) {
        refusals.remove(source);
        final MonitorSocket[] made = sockets.remove(source);
        if (made != null) {
            past(made);
        }
    }

    @Override
    public synchronized MonitorInformation information() {
        long flows = 0;
        long callbacks = pastCallbacks;
        long faults = pastFaults;
        String quarantine = held.isEmpty() && changing ? "is being attached" : held;
        final List<String> sources = new ArrayList<>();
        for (Map.Entry<Source, MonitorSocket[]> entry : sockets.entrySet()) {
            if (entry.getValue() != ON_ITS_WAY) {
                sources.add(entry.getKey().name());
            }
            for (MonitorSocket socket : entry.getValue()) {
                flows += socket.flows;
                callbacks += socket.callbacks();
                faults += socket.formerFaults + socket.faults;
                quarantine = quarantine.isEmpty() ? socket.quarantine : quarantine;
            }
        }
        if (quarantine.isEmpty() && !refusals.isEmpty()) {
            quarantine = refusals.values().iterator().next();
        }
        return new MonitorInformation(options.name(), bundle, options, sources, flows, callbacks, faults, quarantine);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        stack.forget(this);
        final List<String> stuck = new ArrayList<>();
        for (Source source : sources()) {
            if (!detach(source)) {
                stuck.add(source.name());
            }
        }
        release();
        if (!stuck.isEmpty()) {
            throw new MosException(Errno.EAGAIN, "application " + options.name() + " is still in a callback on source "
                + String.join(", ", stuck) + " after 2 s; it is detached as soon as it returns");
        }
    }
}
