package org.mapi.run.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mapi.FlowStatus;
import org.mapi.FunctionStatus;
import org.mapi.Mapi;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/** A library is taken out while a device replays at full speed, and dropped in again. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class RemovalIT {
    private static final int ROUNDS = Boolean.getBoolean("mapi.long") ? 100 : 3;

    @Inject
    private BundleContext context;
    @Inject
    private Mapi mapi;
    private DroppedLibrary library;
    private Measurement measurement;

    /** What is started. */
    @Configuration
    public Option[] appliance() throws Exception {
        return ApplianceOptions.of(RemovalIT.class, "");
    }

    /** Drops the library in and starts to measure. */
    @Before
    public void measure() throws Exception {
        library = new DroppedLibrary(context, mapi);
        measurement = new Measurement(context, mapi);
        verifyCounters();
    }

    /** Takes the library out. */
    @After
    public void takeOut() throws Exception {
        measurement.close();
        library.end();
    }

    private void verifyCounters() throws InterruptedException {
        measurement.awaitVersion(library.versions().version());
        measurement.verify(library.versions().offset());
    }

    @Test
    public void shouldCountWhatItMissesUntilTheLibraryIsBack() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            final long missedBefore = measurement.missed();
            final WeakReference<ClassLoader> old = library.loader();
            library.takeOut();
            Eventually.await("functions are suspended", () -> measurement.functions().stream()
                .allMatch(function -> function.status() == FunctionStatus.SUSPENDED));
            assertThat(measurement.flow().status()).isEqualTo(FlowStatus.SUSPENDED);
            assertThat(measurement.flow().information().detail()).contains("tutlib");
            measurement.verifyGone(old);
            assertThat(measurement.missed()).isGreaterThan(missedBefore);
            library.dropInPlace();
            verifyCounters();
            assertThat(measurement.flow().status()).isEqualTo(FlowStatus.ACTIVE);
        }
    }
}
