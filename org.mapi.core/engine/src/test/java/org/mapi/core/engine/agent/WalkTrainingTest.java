package org.mapi.core.engine.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mapi.core.engine.memory.SlotSnapshot;

/** Training meets everything that real plans may have later on, and counts as an agent does. */
class WalkTrainingTest {
    private static final int ROUNDS = 200;
    private static final long ROUND_NANOS = 1_000_000;

    private final WalkTraining training = new WalkTraining();
    private final Set<Walk> walks = new LinkedHashSet<>();

    WalkTrainingTest() {
        for (int i = 0; i < ROUNDS; i++) {
            walks.add(training.round(i, i * ROUND_NANOS));
        }
    }

    @Test
    void shouldTakeAllWaysOfTheWalk() {
        int flags = 0;
        for (Walk walk : walks) {
            for (byte each : walk.flags) {
                flags |= each;
            }
        }
        assertThat(flags).isEqualTo(Walk.RESTORE_MARK | Walk.SAVE_MARK | Walk.COPY | Walk.ON_COPY);
        assertThat(walks).anyMatch(walk -> walk.stations.length == 0).anyMatch(walk -> walk.stations.length > 10);
    }

    @Test
    void shouldMeetThreeClassesThatProcessAndThreeThatPublish() {
        final Set<Class<?>> process = new LinkedHashSet<>();
        final Set<Class<?>> publish = new LinkedHashSet<>();
        for (Walk walk : walks) {
            for (Station station : walk.stations) {
                process.add(station.instance.getClass());
                if (station.publishing) {
                    publish.add(station.instance.getClass());
                }
            }
        }
        assertThat(process).hasSizeGreaterThanOrEqualTo(3);
        assertThat(publish).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void shouldMeetFunctionsThatWantTimeOrLimitPackets() {
        assertThat(walks).anySatisfy(walk -> assertThat(walk.stations).anyMatch(station -> station.timed))
            .anySatisfy(walk -> assertThat(walk.stations).anyMatch(station -> station.limited))
            .anySatisfy(walk -> assertThat(walk.stations).noneMatch(station -> station.timed || station.limited));
    }

    @Test
    void shouldLetSomePacketsThroughAndStopOthersAndPublishHowMany() {
        boolean some = false;
        boolean none = false;
        boolean unseen = false;
        for (Walk walk : walks) {
            for (Station station : walk.stations) {
                some |= station.passed > 0 && station.passed < station.seen;
                none |= station.seen > 0 && station.passed == 0;
                unseen |= station.seen == 0;
                assertThat(station.state()).isEqualTo(StationState.WORKING);
                assertThat(station.missed).isZero();
                final SlotSnapshot published = station.slot.read();
                assertThat(published.seen()).isEqualTo(station.seen);
                assertThat(published.passed()).isEqualTo(station.passed);
            }
        }
        assertThat(some && none && unseen).isTrue();
    }
}
