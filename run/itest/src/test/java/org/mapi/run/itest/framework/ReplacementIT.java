package org.mapi.run.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mapi.FlowStatus;
import org.mapi.FunctionInformation;
import org.mapi.FunctionStatus;
import org.mapi.Mapi;
import org.mapi.run.itest.bundles.LibraryJar;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** A library is dropped in, upgraded in three ways, and taken out, while a device replays at full speed. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ReplacementIT {
    private static final int ROUNDS = Boolean.getBoolean("mapi.long") ? 100 : 3;
    private static final int COLLECTIONS = 40;

    @Inject
    private BundleContext context;
    @Inject
    private Mapi mapi;
    private TutlibVersions versions;
    private Path load;
    private Path file;
    private Measurement measurement;

    /** What is started. */
    @Configuration
    public Option[] appliance() throws Exception {
        return ApplianceOptions.of(ReplacementIT.class, "");
    }

    /** Drops the library in and starts to measure. */
    @Before
    public void measure() throws Exception {
        versions = new TutlibVersions(context);
        load = Path.of(context.getProperty("mapi.load.dir"));
        file = versions.next().write(load.resolve("tutlib-" + versions.version() + ".jar"));
        Eventually.await("library", () -> mapi.libraries().stream().anyMatch(library -> library.library().equals("tutlib")));
        Eventually.await("its functions", () -> functionsOfTutlib() == 5);
        measurement = new Measurement(context, mapi);
        measurement.verify(versions.offset());
    }

    private long functionsOfTutlib() {
        return mapi.functions().stream().filter(function -> function.definition().library().equals("tutlib")).count();
    }

    /** Takes the library out. */
    @After
    public void takeOut() throws Exception {
        measurement.close();
        Files.delete(file);
        Eventually.await("no library", () -> bundles().isEmpty());
    }

    private List<Bundle> bundles() {
        return Arrays.stream(context.getBundles()).filter(bundle -> TutlibVersions.BUNDLE.equals(bundle.getSymbolicName()))
            .toList();
    }

    private WeakReference<ClassLoader> loader() {
        assertThat(bundles()).hasSize(1);
        return new WeakReference<>(bundles().get(0).adapt(BundleWiring.class).getClassLoader());
    }

    /** Nothing of a library that was replaced is left once a batch has passed. */
    private void verifyGone(WeakReference<ClassLoader> loader) throws InterruptedException {
        measurement.awaitPackets();
        for (int i = 0; i < COLLECTIONS && loader.get() != null; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(loader.get() == null).as("class loader of the replaced library is collected").isTrue();
    }

    private void verifyUpgrade(WeakReference<ClassLoader> old) throws InterruptedException {
        measurement.verify(versions.offset());
        assertThat(measurement.missed()).as("missed by an upgrade").isZero();
        verifyGone(old);
    }

    @Test
    public void shouldMissNothingWhenANewVersionComesBesideTheOldOne() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            final WeakReference<ClassLoader> old = loader();
            final LibraryJar next = versions.next();
            final Path newer = next.write(load.resolve("tutlib-" + versions.version() + ".jar"));
            measurement.awaitVersion(versions.version());
            measurement.verify(versions.offset());
            assertThat(bundles()).hasSize(2);
            Files.delete(file);
            file = newer;
            Eventually.await("old version is gone", () -> bundles().size() == 1);
            verifyUpgrade(old);
        }
    }

    @Test
    public void shouldMissNothingWhenTheSameFileIsReplaced() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            final WeakReference<ClassLoader> old = loader();
            versions.next().write(file);
            measurement.awaitVersion(versions.version());
            verifyUpgrade(old);
        }
    }

    @Test
    public void shouldMissNothingWhenTheBundleIsUpdatedAndRefreshed() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            final WeakReference<ClassLoader> old = loader();
            final LibraryJar next = versions.next();
            update(next.write(Path.of(context.getProperty(ApplianceOptions.FOLDER), "update.jar")));
            measurement.awaitVersion(versions.version());
            verifyUpgrade(old);
        }
    }

    private void update(Path jar) throws Exception {
        final Bundle bundle = bundles().get(0);
        try (InputStream in = Files.newInputStream(jar)) {
            bundle.update(in);
        }
        final CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle),
            event -> refreshed.countDown());
        assertThat(refreshed.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    public void shouldCountWhatItMissesUntilTheLibraryIsBack() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            final long missedBefore = measurement.missed();
            final WeakReference<ClassLoader> old = loader();
            Files.delete(file);
            Eventually.await("functions are suspended", () -> measurement.functions().stream()
                .allMatch(function -> function.status() == FunctionStatus.SUSPENDED));
            assertThat(measurement.flow().status()).isEqualTo(FlowStatus.SUSPENDED);
            assertThat(measurement.flow().information().detail()).contains("tutlib");
            verifyGone(old);
            assertThat(measurement.missed()).isGreaterThan(missedBefore);
            file = versions.next().write(file);
            measurement.awaitVersion(versions.version());
            measurement.verify(versions.offset());
            assertThat(measurement.flow().status()).isEqualTo(FlowStatus.ACTIVE);
        }
    }

    @Test
    public void shouldHoldTheDeviceForAMomentWhenTheLibraryGoes() throws Exception {
        Files.delete(file);
        Eventually.await("functions are held", () -> measurement.functions().stream()
            .allMatch(function -> function.status() == FunctionStatus.HELD));
        assertThat(measurement.device().status()).isEqualTo("held");
        assertThat(measurement.missed()).isZero();
        file = versions.next().write(file);
        measurement.awaitVersion(versions.version());
        measurement.verify(versions.offset());
        assertThat(measurement.functions()).extracting(FunctionInformation::missed).containsOnly(0L);
    }
}
