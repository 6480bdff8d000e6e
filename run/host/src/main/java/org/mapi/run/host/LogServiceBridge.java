package org.mapi.run.host;

import java.util.Collections;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Brings what bundles and the framework tell the OSGi log service into the common log, under the name of the logger they
 * used.
 */
@Component(immediate = true, service = { })
public final class LogServiceBridge implements LogListener {

    /** What the log service puts before the bundle's name for records of its old interface. */
    private static final String OLD_PREFIX = "LogService";

    private final LogReaderService reader;
    private long lastSequence = -1;

    /**
     * Called by the component runtime; records that came before are taken over.
     *
     * @param reader the log service's reading side
     */
    @Activate
    public LogServiceBridge(@Reference LogReaderService reader) {
        this.reader = reader;
        synchronized (this) {
            reader.addLogListener(this);
            Collections.list(reader.getLog()).reversed().forEach(this::logged);
        }
    }

    @Deactivate
    void deactivate() {
        reader.removeLogListener(this);
    }

    @Override
    public synchronized void logged(LogEntry entry) {
        if (entry.getSequence() <= lastSequence) {
            return;
        }
        lastSequence = entry.getSequence();
        Logger log = LoggerFactory.getLogger(name(entry));
        log.atLevel(level(entry)).setCause(entry.getException()).log("{}", entry.getMessage());
    }

    /** Bundles that know only the old log service have no logger of their own; their records go under the bundle's name. */
    private static String name(LogEntry entry) {
        String name = entry.getLoggerName();
        boolean unnamed = name == null || name.equals(Logger.ROOT_LOGGER_NAME) || name.startsWith(OLD_PREFIX);
        if (!unnamed) {
            return name;
        }
        return entry.getBundle() == null || entry.getBundle().getSymbolicName() == null ? "osgi"
                : entry.getBundle().getSymbolicName();
    }

    private static Level level(LogEntry entry) {
        return switch (entry.getLogLevel()) {
            case AUDIT, INFO -> Level.INFO;
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
    }
}
