package org.mapi.mos.samples.httplog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.mapi.mos.Buffering;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorApplicationDefinition;
import org.mapi.mos.Registrations;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The component: a line of JSON for every HTTP request and response, see README.md. */
@Component(service = MonitorApplication.class)
@MonitorApplicationDefinition(name = "http_log", filter = "tcp", buffers = Buffering.BOTH, bufferSize = 262_144)
@Designate(ocd = HttpLog.Settings.class)
public final class HttpLog implements MonitorApplication {
    /** The logger that lines go to if there is no file. */
    static final String LOGGER = "http_log";

    private final List<String> headers;
    private final Consumer<String> lines;
    private final LineFile file;

    /** What is logged, and where to. */
    @ObjectClassDefinition(name = "HTTP log (mOS sample)", description = "Logs HTTP requests and responses as JSON lines")
    @interface Settings {
        /** The file. */
        @AttributeDefinition(name = "File", description = "Lines are appended to it; empty: they go to the appliance's log",
            required = false)
        String file() default "";

        /** The headers. */
        @AttributeDefinition(name = "Headers", description = "Names of the headers that are logged", required = false)
        String[] headers() default {"host", "user-agent", "referer", "content-type", "content-length", "transfer-encoding",
            "location", "server"};
    }

    /**
     * Called by Declarative Services.
     *
     * @throws IOException if the file cannot be opened
     */
    @Activate
    public HttpLog(Settings settings) throws IOException {
        headers = Arrays.stream(settings.headers()).map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
        if (settings.file().isBlank()) {
            final Logger log = LoggerFactory.getLogger(LOGGER);
            file = null;
            lines = log::info;
        } else {
            file = new LineFile(Path.of(settings.file().strip()));
            lines = file;
        }
    }

    @Override
    public void attach(Registrations on) {
        new HttpWatch(on, headers, lines);
    }

    /** Called by Declarative Services, after the last callback. */
    @Deactivate
    void stop() {
        if (file != null) {
            file.close();
        }
    }
}
