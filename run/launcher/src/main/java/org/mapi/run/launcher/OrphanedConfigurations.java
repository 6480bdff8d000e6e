package org.mapi.run.launcher;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;

/**
 * Forgets configurations that came from a file (of the load folder, say) which was removed while no appliance ran: FileInstall
 * only follows files that go while it looks. Done as soon as Configuration Admin is there, before anybody is told of what it has
 * stored. Its interfaces belong to a bundle and are called by reflection, as those of {@link GogoShell}.
 */
final class OrphanedConfigurations implements AllServiceListener {

    private static final Logger LOG = System.getLogger(OrphanedConfigurations.class.getName());
    private static final String ADMIN = "org.osgi.service.cm.ConfigurationAdmin";
    private static final String CONFIGURATION = "org.osgi.service.cm.Configuration";
    /** Where FileInstall remembers the file of a configuration, as a URI. */
    private static final String FILE = "felix.fileinstall.filename";

    private final BundleContext context;
    private final List<String> forgotten = new CopyOnWriteArrayList<>();

    private OrphanedConfigurations(BundleContext context) {
        this.context = context;
    }

    /**
     * Waits for Configuration Admin.
     *
     * @param context the system bundle's context; no other bundle has been started yet
     * @return who tells afterwards what was forgotten
     */
    static OrphanedConfigurations watch(BundleContext context) {
        OrphanedConfigurations watching = new OrphanedConfigurations(context);
        context.addServiceListener(watching);
        return watching;
    }

    /** Returns the configurations that were forgotten so far, with their files: one text each. */
    List<String> forgotten() {
        return List.copyOf(forgotten);
    }

    @Override
    public void serviceChanged(ServiceEvent event) {
        Object types = event.getServiceReference().getProperty(Constants.OBJECTCLASS);
        if (event.getType() == ServiceEvent.REGISTERED && Arrays.asList((Object[]) types).contains(ADMIN)) {
            forget(event.getServiceReference());
        }
    }

    private void forget(ServiceReference<?> reference) {
        Object admin = context.getService(reference);
        if (admin == null) {
            return;
        }
        try {
            ClassLoader loader = admin.getClass().getClassLoader();
            Class<?> type = loader.loadClass(CONFIGURATION);
            Object[] found = (Object[]) loader.loadClass(ADMIN).getMethod("listConfigurations", String.class)
                    .invoke(admin, "(" + FILE + "=*)");
            for (Object configuration : found == null ? new Object[0] : found) {
                forget(type, configuration);
            }
        } catch (InvocationTargetException e) {
            LOG.log(Level.WARNING, "configurations of removed files stay", e.getCause());
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.WARNING, "configurations of removed files stay: Configuration Admin is of an unexpected version", e);
        } finally {
            context.ungetService(reference);
        }
    }

    private void forget(Class<?> type, Object configuration) throws ReflectiveOperationException {
        Dictionary<?, ?> properties = (Dictionary<?, ?>) type.getMethod("getProperties").invoke(configuration);
        Path file = file(String.valueOf(properties.get(FILE)));
        if (file != null && Files.notExists(file)) {
            Object pid = type.getMethod("getPid").invoke(configuration);
            type.getMethod("delete").invoke(configuration);
            forgotten.add(pid + ": its file " + file + " was removed");
        }
    }

    /** The file, or null where the text is no URI of one: who wrote that knows better. */
    private static Path file(String uri) {
        try {
            return Path.of(URI.create(uri));
        } catch (RuntimeException e) {
            return null;
        }
    }
}
