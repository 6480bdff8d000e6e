package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

class OrphanedConfigurationsTest {
    private static final String FILE = "felix.fileinstall.filename";

    @TempDir
    private Path folder;
    private List<String> forgotten = List.of();

    /** What is done in the framework while it runs. */
    private interface Use {
        void with(Object admin) throws Exception;
    }

    /** Starts a framework with Configuration Admin on the same store each time, as the appliance does. */
    private void run(Use use) throws Exception {
        Framework framework = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE, folder.resolve("store").toString(),
                "felix.cm.dir", folder.resolve("cm").toString()));
        framework.init();
        try {
            BundleContext context = framework.getBundleContext();
            OrphanedConfigurations orphans = OrphanedConfigurations.watch(context);
            context.installBundle(getClass().getClassLoader().getResource("org/apache/felix/cm/impl/ConfigurationManager.class")
                    .toString().replaceFirst("^jar:", "").replaceFirst("!.*", "")).start();
            framework.start();
            use.with(context.getService(context.getAllServiceReferences("org.osgi.service.cm.ConfigurationAdmin", null)[0]));
            forgotten = orphans.forgotten();
        } finally {
            framework.stop();
            framework.waitForStop(10_000);
        }
    }

    private static Object call(Object target, String type, String method, Class<?>[] parameters, Object... arguments)
            throws Exception {
        return target.getClass().getClassLoader().loadClass("org.osgi.service.cm." + type).getMethod(method, parameters)
                .invoke(target, arguments);
    }

    private static void configure(Object admin, String pid, String file) throws Exception {
        Dictionary<String, Object> properties = new Hashtable<>(Map.of("name", pid));
        if (file != null) {
            properties.put(FILE, file);
        }
        Class<?>[] two = {String.class, String.class};
        Object made = call(admin, "ConfigurationAdmin", "getConfiguration", two, pid, "?");
        call(made, "Configuration", "update", new Class<?>[] {Dictionary.class}, properties);
    }

    private static List<String> pids(Object admin) throws Exception {
        List<String> pids = new ArrayList<>();
        Object[] all = (Object[]) call(admin, "ConfigurationAdmin", "listConfigurations", new Class<?>[] {String.class},
                (Object) null);
        for (Object one : all == null ? new Object[0] : all) {
            pids.add((String) call(one, "Configuration", "getPid", new Class<?>[0]));
        }
        return pids;
    }

    @Test
    void shouldForgetTheConfigurationWhoseFileWasRemovedMeanwhileAndNoOther() throws Exception {
        Path kept = Files.writeString(folder.resolve("kept here.config"), "");
        Path removed = Files.writeString(folder.resolve("removed here.config"), "");
        run(admin -> {
            configure(admin, "kept", kept.toUri().toString());
            configure(admin, "removed", removed.toUri().toString());
            configure(admin, "console", null);
            configure(admin, "strange", "no: URI");
        });
        assertThat(forgotten).isEmpty();
        Files.delete(removed);

        run(admin -> assertThat(pids(admin)).containsExactlyInAnyOrder("kept", "console", "strange"));
        assertThat(forgotten).containsExactly("removed: its file " + removed + " was removed");
        run(admin -> assertThat(pids(admin)).containsExactlyInAnyOrder("kept", "console", "strange"));
        assertThat(forgotten).isEmpty();
    }
}
