package org.mapi.mos.stack.component;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.mapi.ConfiguredDevice;
import org.mapi.MapiException;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.mos.MosSource;
import org.mapi.mos.SourceInformation;
import org.mapi.mos.SourceOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source that configuration declares: is opened when everything it needs is there, and tried again, less and less often,
 * while it is not. Used by one thread, {@link #waiting} by any.
 */
final class DeclaredSource {
    private static final Logger LOG = LoggerFactory.getLogger(DeclaredSource.class);
    private static final long FIRST_RETRY_NANOS = 1_000_000_000L;
    private static final long LAST_RETRY_NANOS = 30_000_000_000L;
    /** While a framework starts, waiting is nothing to be told. */
    private static final long QUIET_NANOS = 5_000_000_000L;

    private final DeclaredSettings declaration;
    private final MosComponent mos;
    private final long declared = System.nanoTime();
    private MosSource source;
    /** What the names of the devices meant when the source was opened. */
    private List<ConfiguredDevice> opened = List.of();
    private long retryNanos = FIRST_RETRY_NANOS;
    private long nextTry = declared;
    private String told = "";
    private volatile String detail = "not tried yet";

    DeclaredSource(DeclaredSettings declaration, MosComponent mos) {
        this.declaration = declaration;
        this.mos = mos;
    }

    /** Opens the source if it is time to. */
    void attend(long now) {
        if (source instanceof ObservedSource observed && observed.isLost() || source != null && !opened.equals(meanings())) {
            close();
        }
        if (source != null) {
            tellFailure();
        } else if (now - nextTry >= 0) {
            tryOpen(now);
        }
    }

    private void tellFailure() {
        final String failure = source.information().failure();
        if (!failure.isEmpty() && !failure.equals(told)) {
            LOG.warn("source {}: {}", declaration.name(), failure);
        }
        told = failure;
    }

    private void tryOpen(long now) {
        try {
            source = open();
            detail = "";
            told = "";
            LOG.info("source {} runs on {}", declaration.name(), declaration.devices());
        } catch (RuntimeException refusal) {
            detail = refusal instanceof MapiException mapi ? mapi.line() : refusal instanceof MosException known ? known.line()
                : refusal.toString();
            nextTry = now + retryNanos;
            retryNanos = Math.min(2 * retryNanos, LAST_RETRY_NANOS);
            if (!detail.equals(told) && now - declared > QUIET_NANOS) {
                told = detail;
                LOG.warn("source {} ({}) waits: {}", declaration.name(), declaration.origin(), detail);
            }
        }
    }

    /** What the devices of a wire are; a watched one is the engine's matter. */
    private List<ConfiguredDevice> meanings() {
        final List<String> devices = declaration.devices();
        return devices.size() == 1 ? List.of() : devices.stream().map(mos::meaning).toList();
    }

    private MosSource open() {
        opened = meanings();
        final List<String> devices = declaration.devices();
        final SourceOptions options = declaration.options();
        final Map<String, String> driver = declaration.driverOptions();
        if (devices.size() == 1) {
            return mos.observe(declaration.name(), devices.getFirst(), options);
        }
        if (devices.size() != 2) {
            throw new MosException(Errno.EINVAL, "devices are " + devices + ", expected one or two");
        }
        return mos.inline(declaration.name(), new InlineDevice(devices.get(0), driver), new InlineDevice(devices.get(1), driver),
            options);
    }

    /** Ends the source; a later {@link #attend} opens it anew. */
    void close() {
        if (source != null) {
            try {
                source.close();
            } catch (RuntimeException fault) {
                LOG.warn("source {}: {}", declaration.name(), fault.toString());
            }
            source = null;
        }
        detail = "closed";
        nextTry = System.nanoTime();
        retryNanos = FIRST_RETRY_NANOS;
    }

    boolean isOpen() {
        return source != null;
    }

    /** A source of this name that is not open, to be shown. */
    MosSource waiting() {
        return new Waiting(declaration, detail);
    }

    /** What is shown of a source that is not open. */
    private record Waiting(DeclaredSettings declaration, String detail) implements MosSource {
        @Override
        public String name() {
            return declaration.name();
        }

        @Override
        public SourceInformation information() {
            SourceOptions options = SourceOptions.DEFAULT;
            try {
                options = declaration.options();
            } catch (MosException wrong) {
                // the detail says so
            }
            return new SourceInformation(name(), declaration.devices(), options, false, "waits: " + detail, NoStatistics.VALUE);
        }

        @Override
        public boolean awaitEnd(Duration timeout) {
            return false;
        }

        @Override
        public void close() {
            // there is nothing to close: configuration declares it
        }
    }
}
