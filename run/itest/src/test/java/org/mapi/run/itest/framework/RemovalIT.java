package org.mapi.run.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mapi.FlowStatus;
import org.mapi.FunctionStatus;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** A library is taken out while a device replays at full speed, and dropped in again. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class RemovalIT extends MeasuredLibrary {
    private static final int ROUNDS = Boolean.getBoolean("mapi.long") ? 100 : 3;

    /** What is started. */
    @Configuration
    public Option[] appliance() throws Exception {
        return ApplianceOptions.of(RemovalIT.class, "");
    }

    @Test
    public void shouldCountWhatItMissesUntilTheLibraryIsBack() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            final long missedBefore = measurement().missed();
            final WeakReference<ClassLoader> old = library().loader();
            library().takeOut();
            Eventually.await("functions are suspended", () -> measurement().functions().stream()
                .allMatch(function -> function.status() == FunctionStatus.SUSPENDED));
            assertThat(measurement().flow().status()).isEqualTo(FlowStatus.SUSPENDED);
            assertThat(measurement().flow().information().detail()).contains("tutlib");
            measurement().verifyGone(old);
            assertThat(measurement().missed()).isGreaterThan(missedBefore);
            library().dropInPlace();
            verifyCounters();
            assertThat(measurement().flow().status()).isEqualTo(FlowStatus.ACTIVE);
        }
    }
}
