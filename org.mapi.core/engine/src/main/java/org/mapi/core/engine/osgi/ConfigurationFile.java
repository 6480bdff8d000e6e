package org.mapi.core.engine.osgi;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.mapi.core.engine.config.ConfWatch;
import org.mapi.core.engine.config.ConfigurationProblem;
import org.mapi.core.engine.config.MapiConf;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches mapi.conf and tells listeners what it says. At the start what is right in the file counts; a change counts only when
 * the whole file is right, so that a mistake while editing takes no device away.
 */
@Component(service = ConfigurationFile.class, configurationPid = "org.mapi.conf")
@Designate(ocd = ConfigurationFileOptions.class)
public final class ConfigurationFile {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationFile.class);

    private final ConfWatch watch;
    private final List<Consumer<MapiConf>> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread = Daemons.single("mapi-conf");
    private MapiConf current = MapiConf.none();
    private volatile List<String> errors = List.of();

    /** Reads the file, if there is one, and starts to watch it. */
    @Activate
    public ConfigurationFile(BundleContext context, ConfigurationFileOptions options) {
        final Path path = path(context, options.file().trim());
        watch = path == null ? null : new ConfWatch(path, context::getProperty);
        if (watch != null) {
            current = log(watch.read());
            thread.scheduleWithFixedDelay(this::look, options.poll_ms(), options.poll_ms(), TimeUnit.MILLISECONDS);
        }
    }

    private static Path path(BundleContext context, String configured) {
        final String folder = context.getProperty("mapi.etc.dir");
        return !configured.isEmpty() ? Path.of(configured) : folder == null ? null : Path.of(folder, "mapi.conf");
    }

    @Deactivate
    void deactivate() {
        thread.shutdownNow();
    }

    /** Tells what the file says, now and after each change. Listeners must not wait for each other. */
    void listen(Consumer<MapiConf> listener) {
        synchronized (listeners) {
            listeners.add(listener);
            listener.accept(current);
        }
    }

    void forget(Consumer<MapiConf> listener) {
        listeners.remove(listener);
    }

    /** What is wrong in the file as it is now, and therefore does not count. */
    List<String> errors() {
        return errors;
    }

    private MapiConf log(MapiConf conf) {
        errors = conf.problems().stream().filter(ConfigurationProblem::fatal).map(ConfigurationProblem::toString).toList();
        for (ConfigurationProblem problem : conf.problems()) {
            if (problem.fatal()) {
                LOG.error("{}", problem);
            } else {
                LOG.warn("{}", problem);
            }
        }
        return conf;
    }

    private void look() {
        watch.look().ifPresent(conf -> {
            log(conf);
            if (conf.hasErrors()) {
                LOG.error("{} is wrong, what was configured before stays", watch.file());
                return;
            }
            LOG.info("{} is read again", watch.file());
            synchronized (listeners) {
                current = conf;
                listeners.forEach(this::tell);
            }
        });
    }

    private void tell(Consumer<MapiConf> listener) {
        try {
            listener.accept(current);
        } catch (RuntimeException e) {
            LOG.error("{}: a part of it could not be applied", watch.file(), e);
        }
    }
}
