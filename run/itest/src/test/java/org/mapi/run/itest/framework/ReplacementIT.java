package org.mapi.run.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FunctionInformation;
import org.mapi.FunctionStatus;
import org.mapi.result.CapturedPacket;
import org.mapi.run.itest.bundles.LibraryJar;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * A library is upgraded in three ways while a device replays at full speed. The device may wait long for the new version, so that
 * a busy machine does not make it miss packets.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ReplacementIT extends MeasuredLibrary {
    private static final int ROUNDS = Boolean.getBoolean("mapi.long") ? 100 : 3;
    private static final int GRACE_MS = 60_000;

    /** What is started. */
    @Configuration
    public Option[] appliance() throws Exception {
        return ApplianceOptions.of(ReplacementIT.class, "", "replacement.grace.ms=L\"" + GRACE_MS + "\"");
    }

    private void verifyUpgrade(WeakReference<ClassLoader> old) throws InterruptedException {
        verifyCounters();
        assertThat(measurement().missed()).as("missed by an upgrade").isZero();
        measurement().verifyGone(old);
    }

    @Test
    public void shouldMissNothingWhenANewVersionComesBesideTheOldOne() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            final WeakReference<ClassLoader> old = library().loader();
            final Path newer = library().dropBeside();
            verifyCounters();
            assertThat(library().bundles()).hasSize(2);
            library().takeOldOut(newer);
            verifyUpgrade(old);
        }
    }

    @Test
    public void shouldMissNothingWhenTheSameFileIsReplaced() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            final WeakReference<ClassLoader> old = library().loader();
            library().dropInPlace();
            verifyUpgrade(old);
        }
    }

    @Test
    public void shouldMissNothingWhenTheBundleIsUpdatedAndRefreshed() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            final WeakReference<ClassLoader> old = library().loader();
            final LibraryJar next = library().versions().next();
            update(next.write(Path.of(context.getProperty(ApplianceOptions.FOLDER), "update.jar")));
            verifyUpgrade(old);
        }
    }

    private void update(Path jar) throws Exception {
        final Bundle bundle = library().bundles().get(0);
        try (InputStream in = Files.newInputStream(jar)) {
            bundle.update(in);
        }
        final CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), event -> refreshed.countDown());
        assertThat(refreshed.await(300, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    public void shouldHoldTheDeviceUntilTheLibraryIsBack() throws Exception {
        library().takeOut();
        Eventually.await("functions are held", () -> measurement().functions().stream()
            .allMatch(function -> function.status() == FunctionStatus.HELD));
        assertThat(measurement().device().status()).isEqualTo("held");
        library().dropInPlace();
        verifyCounters();
        assertThat(measurement().functions()).extracting(FunctionInformation::missed).containsOnly(0L);
    }

    @Test
    public void shouldLoseNoPacketOfABufferThatIsReadMeanwhile() throws Exception {
        final ReplayDevice device = new ReplayDevice(context, mapi, "buffered");
        try (Flow flow = mapi.createFlow(device.name())) {
            final Applied<CapturedPacket> buffer = flow.apply("tutlib:TO_BUFFER", CapturedPacket.class);
            flow.connect();
            final BufferReading reading = new BufferReading(buffer,
                Path.of(context.getProperty("mapi.home"), "sample/sample.pcap"));
            for (int round = 0; round < ROUNDS; round++) {
                reading.awaitPackets();
                final WeakReference<ClassLoader> old = library().loader();
                library().dropInPlace();
                verifyCounters();
                reading.awaitPackets();
                assertThat(buffer.information().bundleVersion()).isEqualTo(library().versions().version());
                reading.pause();
                Eventually.await("buffer is full", () -> device.information().status().equals("waiting for reader"));
                verifyUpgrade(old);
                reading.resume();
            }
            reading.pause();
            assertThat(buffer.information().missed()).isZero();
            assertThat(buffer.lost()).isZero();
        }
        device.delete();
    }
}
