package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

class RunListTest {

    @TempDir
    private Path folder;
    private Path bndrun;

    @BeforeEach
    void makeBundles() throws IOException {
        bndrun = folder.resolve("appliance.bndrun");
        BundleJar.write(folder.resolve("one-1.0.jar"), "org.one", "1.0.0");
        BundleJar.write(folder.resolve("one-2.0.jar"), "org.one;singleton:=true", "2.0.0.SNAPSHOT");
        BundleJar.write(folder.resolve("two.jar"), "org.two", "1.5.0");
    }

    private void list(String... lines) throws IOException {
        Files.writeString(bndrun, "-runfw: x\n-runbundles: \\\n\t" + String.join(",\\\n\t", lines) + "\n");
    }

    @Test
    void shouldFindTheJarOfEachEntryByNameAndVersion() throws IOException {
        list("org.two;version='[1.5.0,1.5.1)';startlevel=10", "org.one;version='[2.0.0,2.0.1)';startlevel=15");

        assertThat(RunList.read(bndrun, folder)).containsExactly(
                new RunList.Entry("org.two", new Version("1.5.0"), 10, folder.resolve("two.jar")),
                new RunList.Entry("org.one", new Version("2.0.0.SNAPSHOT"), 15, folder.resolve("one-2.0.jar")));
    }

    @Test
    void shouldNameTheBundleThatIsMissing() throws IOException {
        list("org.two;version='[1.6.0,1.6.1)';startlevel=10");

        assertThatThrownBy(() -> RunList.read(bndrun, folder)).isInstanceOf(UserError.class)
                .hasMessage("the installation is incomplete: no bundle org.two of version [1.6.0,1.6.1) in " + folder);
    }

    @Test
    void shouldRefuseAListOfAnotherForm() throws IOException {
        for (String line : new String[] {"", "org.two", "org.two;version='[1,2)'", "org.two;version='[1,2)';startlevel=1,rest"}) {
            list(line);

            assertThatThrownBy(() -> RunList.read(bndrun, folder)).isInstanceOf(UserError.class)
                    .hasMessageContaining("-runbundles: expected entries");
        }
    }

    @Test
    void shouldSayThatTheInstallationIsIncompleteWithoutTheFile() {
        assertThatThrownBy(() -> RunList.read(bndrun, folder)).isInstanceOf(UserError.class)
                .hasMessageContaining("the installation is incomplete").hasMessageContaining(bndrun.toString());
    }
}
