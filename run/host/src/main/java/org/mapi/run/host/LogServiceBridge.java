package org.mapi.run.host;

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

    private final LogReaderService reader;

    /**
     * Called by the component runtime; records that came before are taken over.
     *
     * @param reader the log service's reading side
     */
    @Activate
    public LogServiceBridge(@Reference LogReaderService reader) {
        this.reader = reader;
        reader.addLogListener(this);
    }

    @Deactivate
    void deactivate() {
        reader.removeLogListener(this);
    }

    @Override
    public void logged(LogEntry entry) {
        Logger log = LoggerFactory.getLogger(entry.getLoggerName() == null ? "osgi" : entry.getLoggerName());
        String bundle = entry.getBundle() == null ? "" : " [" + entry.getBundle().getSymbolicName() + "]";
        log.atLevel(level(entry)).setCause(entry.getException()).log("{}{}", entry.getMessage(), bundle);
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
