package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

class ProvisioningTest {

    @TempDir
    private Path folder;

    /** Starts a framework on the same store each time, as the appliance does, and tells what it holds. */
    private List<String> startWith(RunList.Entry... entries) throws Exception {
        Framework framework = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE, folder.resolve("store").toString(), Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "20"));
        framework.init();
        try {
            new Provisioning(folder.resolve("record")).apply(framework.getBundleContext(), List.of(entries));
            framework.start();
            List<String> found = new ArrayList<>();
            for (Bundle bundle : framework.getBundleContext().getBundles()) {
                if (bundle.getBundleId() != 0) {
                    found.add(bundle.getSymbolicName() + " " + bundle.getVersion()
                            + (bundle.getState() == Bundle.ACTIVE ? " active" : " not active"));
                }
            }
            return found;
        } finally {
            framework.stop();
            framework.waitForStop(10_000);
        }
    }

    private RunList.Entry entry(String name, String version) throws Exception {
        return new RunList.Entry(name, new Version(version), 10, BundleJar.write(folder.resolve(name + ".jar"), name, version));
    }

    @Test
    void shouldInstallAndStartWhatIsListedAndKeepItAtTheNextStart() throws Exception {
        RunList.Entry one = entry("one", "1.0.0");
        RunList.Entry two = entry("two", "1.0.0");

        assertThat(startWith(one, two)).containsExactly("one 1.0.0 active", "two 1.0.0 active");
        assertThat(startWith(one, two)).containsExactly("one 1.0.0 active", "two 1.0.0 active");
    }

    @Test
    void shouldUpdateWhatHasAnotherFileAndRemoveWhatIsNoLongerListed() throws Exception {
        startWith(entry("one", "1.0.0"), entry("two", "1.0.0"));

        assertThat(startWith(entry("one", "1.1.0"))).containsExactly("one 1.1.0 active");
    }

    @Test
    void shouldUpdateAFileOfTheSameVersionThatWasBuiltAnew() throws Exception {
        RunList.Entry one = entry("one", "1.0.0");
        startWith(one);
        String before = Files.readString(folder.resolve("record"));
        Files.setLastModifiedTime(one.jar(), FileTime.fromMillis(Files.getLastModifiedTime(one.jar()).toMillis() - 60_000));

        assertThat(startWith(one)).containsExactly("one 1.0.0 active");
        assertThat(Files.readString(folder.resolve("record"))).isNotEqualTo(before);
    }

    @Test
    void shouldLeaveBundlesAloneThatCameAnotherWay() throws Exception {
        Framework framework = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE, folder.resolve("store").toString()));
        framework.init();
        framework.getBundleContext().installBundle(BundleJar.write(folder.resolve("mine.jar"), "mine",
                "1.0.0").toUri().toString());
        framework.stop();
        framework.waitForStop(10_000);

        assertThat(startWith(entry("one", "1.0.0"))).containsExactly("mine 1.0.0 not active", "one 1.0.0 active");
    }
}
