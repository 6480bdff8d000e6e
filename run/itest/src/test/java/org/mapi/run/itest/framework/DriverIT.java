package org.mapi.run.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FlowStatus;
import org.mapi.FunctionInformation;
import org.mapi.Mapi;
import org.mapi.OfflineDevice;
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

/** The bundle of a capture driver is stopped, started and upgraded while its device replays at full speed. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DriverIT {
    private static final int ROUNDS = Boolean.getBoolean("mapi.long") ? 100 : 3;

    @Inject
    private BundleContext context;
    @Inject
    private Mapi mapi;
    private Bundle driver;
    private DroppedLibrary library;
    private Measurement measurement;

    /** What is started. */
    @Configuration
    public Option[] appliance() throws Exception {
        return ApplianceOptions.of(DriverIT.class, "");
    }

    /** Starts to measure. */
    @Before
    public void measure() throws Exception {
        driver = Arrays.stream(context.getBundles()).filter(bundle -> "org.mapi.core.trace".equals(bundle.getSymbolicName()))
            .findFirst().orElseThrow();
        library = new DroppedLibrary(context, mapi);
        measurement = new Measurement(context, mapi);
    }

    /** Ends it. */
    @After
    public void end() throws Exception {
        measurement.close();
        library.end();
    }

    private void verifyWaiting() {
        assertThat(measurement.device().status()).isEqualTo("waiting for driver");
        assertThat(measurement.device().detail()).isEqualTo("driver trace is gone");
        assertThat(measurement.flow().status()).isEqualTo(FlowStatus.SUSPENDED);
        assertThat(measurement.flow().information().detail()).contains("driver trace is gone");
    }

    private void verifyGoingOn() throws InterruptedException {
        measurement.verify(0);
        assertThat(measurement.flow().status()).isEqualTo(FlowStatus.ACTIVE);
        assertThat(measurement.functions()).extracting(FunctionInformation::missed).containsOnly(0L);
    }

    @Test
    public void shouldGoOnWhenTheDriverIsStartedAgain() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            driver.stop();
            verifyWaiting();
            driver.start();
            verifyGoingOn();
        }
    }

    @Test
    public void shouldGoOnWithAnotherVersionOfTheDriver() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            final WeakReference<ClassLoader> old = new WeakReference<>(driver.adapt(BundleWiring.class).getClassLoader());
            update("0.1." + (round + 1));
            verifyGoingOn();
            measurement.verifyGone(old);
        }
    }

    private void update(String version) throws Exception {
        final Path jar = LibraryJar.copyOf(Path.of(URI.create(driver.getLocation()))).with("Bundle-Version", version)
            .write(Path.of(context.getProperty(ApplianceOptions.FOLDER), "driver.jar"));
        try (InputStream in = Files.newInputStream(jar)) {
            driver.update(in);
        }
        final CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(driver), event -> refreshed.countDown());
        assertThat(refreshed.await(300, TimeUnit.SECONDS)).isTrue();
        assertThat(driver.getVersion()).hasToString(version);
    }

    @Test
    public void shouldReadATraceWhoseDriverWasAwayBeforeItsStart() throws Exception {
        try (OfflineDevice device = mapi.createOfflineDevice(Path.of(context.getProperty("mapi.home"), "sample/sample.pcap"),
                null); Flow flow = mapi.createFlow(device.name())) {
            final Applied<Long> packets = flow.apply("PKT_COUNTER", Long.class);
            flow.connect();
            driver.stop();
            driver.start();
            device.start();
            assertThat(flow.awaitFinished(Duration.ofSeconds(300))).isTrue();
            assertThat(packets.read().value()).isEqualTo(30_000L);
        }
        verifyGoingOn();
    }
}
