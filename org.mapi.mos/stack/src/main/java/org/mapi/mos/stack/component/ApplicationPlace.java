package org.mapi.mos.stack.component;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.mapi.mos.Errno;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorInformation;
import org.mapi.mos.MosException;
import org.mapi.mos.stack.MosStack;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All versions of one application that are there: the best of them is attached. While none is there its flows wait for the next
 * one, for a while, and so does what it saved. Used by the whiteboard's thread.
 */
final class ApplicationPlace {
    private static final Logger LOG = LoggerFactory.getLogger(ApplicationPlace.class);
    private static final long GRACE_NANOS = 2_000_000_000L;
    private static final long RETRY_NANOS = 1_000_000_000L;
    private static final byte[] NOTHING = {};

    private final BundleContext context;
    private final MosStack stack;
    private final LongSupplier clock;
    private final List<ApplicationService> services = new ArrayList<>();
    private ApplicationService attached;
    /** The object of the one that is attached. */
    private MonitorApplication application;
    private MonitorHandle handle;
    /** What the last one has left for the next. */
    private byte[] left = NOTHING;
    /** Whether the next version is expected, so that packets may be kept from passing, and since when. */
    private boolean expecting;
    private long expectingSince;
    /** Why the best one is not attached, empty if it is. */
    private String refusal = "";
    private boolean mayComeRight;
    private final Attempts attempts = new Attempts();
    private long since;
    private String told = "";

    ApplicationPlace(BundleContext context, MosStack stack) {
        this(context, stack, System::nanoTime);
    }

    /** A place with a clock of nanoseconds. */
    ApplicationPlace(BundleContext context, MosStack stack, LongSupplier clock) {
        this.context = context;
        this.stack = stack;
        this.clock = clock;
    }

    void add(ApplicationService service) {
        attempts.begin();
        services.add(service);
        services.sort(ApplicationService.BEST_FIRST);
        settle();
    }

    /** A version goes; nothing of it is called when this returns. */
    void remove(ApplicationService service, boolean forEver) {
        services.remove(service);
        if (service == attached) {
            if (services.isEmpty() || !services.getFirst().problem().isEmpty()) {
                letGo(forEver);
            } else {
                settle();
            }
        } else {
            settle();
        }
    }

    private void letGo(boolean forEver) {
        final ApplicationService former = attached;
        attached = null;
        if (forEver) {
            end();
        } else if (handle != null) {
            stack.hold(handle, "waits for its next version");
            expecting = true;
            expectingSince = clock.getAsLong();
            save(former);
            since = clock.getAsLong();
        }
        application = null;
        giveBack(former);
        settle();
    }

    /** Takes what an application that is not called any more leaves for its next version. */
    private void save(ApplicationService former) {
        try {
            final byte[] saved = application.save();
            left = saved == null ? NOTHING : saved;
        } catch (Throwable fault) {
            left = NOTHING;
            LOG.warn("{}: save threw {}, its next version begins anew", former, fault.toString());
        }
    }

    private void restore(ApplicationService best, MonitorApplication next) {
        if (left.length > 0) {
            try {
                next.restore(left);
            } catch (Throwable fault) {
                LOG.warn("{}: restore threw {}, it begins anew", best, fault.toString());
            }
        }
    }

    /** Whether an application leaves anything: others are changed over without a gap. */
    private static boolean saves(MonitorApplication candidate) {
        try {
            return candidate.getClass().getMethod("save").getDeclaringClass() != MonitorApplication.class;
        } catch (NoSuchMethodException | LinkageError e) {
            return false;
        }
    }

    private void giveBack(ApplicationService service) {
        try {
            context.ungetService(service.reference());
        } catch (IllegalStateException stopped) {
            return; // this bundle is stopped: everything was given back
        }
    }

    /** Attaches the best version, unless it is attached. */
    private void settle() {
        if (services.isEmpty()) {
            refusal = "";
            return;
        }
        final ApplicationService best = services.getFirst();
        if (best == attached) {
            return;
        }
        refusal = best.problem();
        mayComeRight = false;
        if (refusal.isEmpty()) {
            attach(best);
        }
        since = clock.getAsLong();
        if (!refusal.isEmpty() && !refusal.equals(told)) {
            LOG.warn("{} is not attached: {}", best, refusal);
        }
        told = refusal;
    }

    private void attach(ApplicationService best) {
        final Object service;
        try {
            service = context.getService(best.reference());
        } catch (IllegalStateException stopped) {
            return;
        }
        if (service == null) {
            refusal = "the service is gone or cannot be made, the log may tell why";
            mayComeRight = true;
            attempts.failed(clock.getAsLong());
            return;
        }
        attempts.begin();
        final MonitorApplication next = best.application(service);
        final ApplicationService former = attached;
        if (former != null && saves(application)) {
            stack.hold(handle, "is being replaced");
            save(former);
        }
        try {
            restore(best, next);
            put(best, next);
            LOG.info("{} is attached{}", best, former == null ? "" : ", in place of " + former.bundle());
        } catch (Throwable fault) {
            refuse(best, fault);
        }
        if (former != null) {
            giveBack(former);
        }
    }

    /** Attaches a version, in place of the former if there is one. */
    private void put(ApplicationService best, MonitorApplication next) {
        if (handle == null) {
            handle = stack.monitor(best.bundle(), best.options(), next);
        } else {
            stack.replace(handle, best.bundle(), best.options(), next);
        }
        attached = best;
        application = next;
        left = NOTHING;
        expecting = false;
    }

    private void refuse(ApplicationService best, Throwable fault) {
        refusal = fault instanceof MosException known ? known.line() : "attach threw " + fault;
        mayComeRight = fault instanceof MosException known
            && (known.error() == Errno.ENOENT || known.error() == Errno.EAGAIN || known.error() == Errno.EINVAL);
        if (handle != null) {
            stack.suspend(handle, refusal);
            expecting = false;
        }
        attached = null;
        application = null;
        giveBack(best);
    }

    /** Tries again what may come right, tells of what went wrong; true when nothing is left here. */
    boolean attend() {
        final long now = clock.getAsLong();
        final long waited = now - since;
        if (expecting && !services.isEmpty() && now - expectingSince > GRACE_NANOS) {
            stack.suspend(handle, refusal);
            expecting = false;
        }
        if (attached != null) {
            tell();
        } else if (!refusal.isEmpty() && mayComeRight && waited > RETRY_NANOS && attempts.isDue(now)) {
            settle();
        } else if (services.isEmpty() && waited > GRACE_NANOS) {
            end();
            return true;
        }
        return services.isEmpty() && handle == null;
    }

    private void tell() {
        final String quarantine = handle.information().quarantine();
        if (!quarantine.equals(told)) {
            if (!quarantine.isEmpty()) {
                LOG.warn("{} is not called any more: {}", attached, quarantine);
            }
            told = quarantine;
        }
    }

    /** Takes the flows away too. */
    void end() {
        left = NOTHING;
        expecting = false;
        if (handle != null) {
            try {
                handle.close();
            } catch (MosException stuck) {
                LOG.warn("{}", stuck.line());
            }
            handle = null;
        }
    }

    /** Adds what is not attached, and why. */
    void refused(List<MonitorInformation> into) {
        for (ApplicationService service : services) {
            if (service == attached) {
                continue;
            }
            final boolean best = service == services.getFirst();
            if (!best || handle == null) {
                into.add(service.information(best ? refusal : "stands back behind " + services.getFirst().bundle()));
            }
        }
    }
}
