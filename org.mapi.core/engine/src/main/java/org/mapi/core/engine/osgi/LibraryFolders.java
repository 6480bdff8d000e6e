package org.mapi.core.engine.osgi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.mapi.core.engine.config.MapiConf;
import org.mapi.core.engine.config.WatchedFolder;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has FileInstall watch the folders of {@code libpath} and {@code drvpath}, by one of its factory configurations each. A folder
 * that others can write to is refused.
 */
@Component(service = LibraryFolders.class, immediate = true, configurationPid = "org.mapi.libraries")
public final class LibraryFolders {
    private static final Logger LOG = LoggerFactory.getLogger(LibraryFolders.class);
    private static final String FILE_INSTALL = "org.apache.felix.fileinstall";
    private static final String FOLDER = "felix.fileinstall.dir";
    private static final String MARK = "mapi.folder";

    private final BundleContext context;
    private final ConfigurationAdmin admin;
    private final ConfigurationFile file;
    private final Consumer<MapiConf> listener = this::configured;
    private LibrariesConfiguration configuration;
    private MapiConf conf = MapiConf.none();

    /** Watches nothing yet. */
    @Activate
    public LibraryFolders(BundleContext context, LibrariesConfiguration configuration, @Reference ConfigurationAdmin admin,
                          @Reference ConfigurationFile file) {
        this.context = context;
        this.configuration = configuration;
        this.admin = admin;
        this.file = file;
    }

    @Activate
    void activate() {
        file.listen(listener);
    }

    /** The folders stay watched: the configurations are FileInstall's and are set right at the next start. */
    @Deactivate
    void deactivate() {
        file.forget(listener);
    }

    @Modified
    synchronized void modified(LibrariesConfiguration changed) {
        configuration = changed;
        apply();
    }

    private synchronized void configured(MapiConf changed) {
        conf = changed;
        apply();
    }

    private void apply() {
        try {
            final Set<Path> wanted = folders();
            final Configuration[] known = admin.listConfigurations("(" + MARK + "=*)");
            for (Configuration each : known == null ? new Configuration[0] : known) {
                if (!wanted.remove(Path.of(String.valueOf(each.getProperties().get(FOLDER))))) {
                    LOG.info("folder {} is not watched any more", each.getProperties().get(FOLDER));
                    each.delete();
                }
            }
            for (Path folder : wanted) {
                watch(folder);
            }
        } catch (IOException | InvalidSyntaxException e) {
            LOG.error("folders of libraries cannot be watched", e);
        }
    }

    private Set<Path> folders() {
        final List<Path> libpath = own(configuration.libpath(), conf.libpath(), "libpath");
        final List<Path> drvpath = own(configuration.drvpath(), conf.drvpath(), "drvpath");
        final Set<Path> folders = new LinkedHashSet<>();
        Stream.concat(libpath.stream(), drvpath.stream()).filter(folder -> !folder.equals(loadFolder())).distinct()
            .forEach(folder -> WatchedFolder.refusal(folder).ifPresentOrElse(
                reason -> LOG.error("not watched: {}", reason), () -> folders.add(folder)));
        return folders;
    }

    private List<Path> own(String[] configured, List<Path> fromFile, String key) {
        final List<Path> own = Arrays.stream(configured).map(String::trim).filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder).toAbsolutePath().normalize()).toList();
        if (!own.isEmpty() && !fromFile.isEmpty() && !own.equals(fromFile)) {
            LOG.warn("{}: {}={} loses against the configuration org.mapi.libraries: {}", conf.file(), key, fromFile, own);
        }
        return own.isEmpty() ? fromFile : own;
    }

    private Path loadFolder() {
        final String load = context.getProperty("mapi.load.dir");
        return load == null ? null : Path.of(load);
    }

    private void watch(Path folder) throws IOException {
        final Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(MARK, "true");
        properties.put(FOLDER, folder.toString());
        properties.put("felix.fileinstall.filter", ".*\\.jar");
        properties.put("felix.fileinstall.noInitialDelay", "true");
        for (String inherited : List.of("poll", "start.level", "tmpdir", "log.level")) {
            final String value = context.getProperty("felix.fileinstall." + inherited);
            if (value != null) {
                properties.put("felix.fileinstall." + inherited, inherited.equals("tmpdir")
                    ? value + "-" + Integer.toHexString(folder.hashCode()) : value);
            }
        }
        admin.createFactoryConfiguration(FILE_INSTALL, "?").update(properties);
        LOG.info("folder {} is watched for libraries", folder);
    }
}
