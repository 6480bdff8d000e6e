package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FlowStatus;
import org.mapi.FunctionInformation;
import org.mapi.OfflineDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.TestEngine;
import org.mapi.function.Optimize;

class FlowSharingTest {
    @TempDir
    private Path directory;
    private TestEngine engine;

    @BeforeEach
    void start() {
        engine = new TestEngine(directory);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static void finish(OfflineDevice trace) throws InterruptedException {
        trace.start();
        assertThat(trace.awaitFinished(TestEngine.PATIENCE)).isTrue();
    }

    @Test
    void shouldShareFilterAndGapOfFlowsThatStartTogether() throws InterruptedException {
        final OfflineDevice trace = engine.offline(3_000);
        final Flow[] flows = new Flow[3];
        for (int i = 0; i < flows.length; i++) {
            flows[i] = engine.client().createFlow(trace.name());
            flows[i].apply("EVERY", 3);
            flows[i].apply("GAP");
            flows[i].apply("COUNT");
            flows[i].connect();
        }
        finish(trace);
        for (Flow flow : flows) {
            assertThat(flow.functions()).extracting(FunctionInformation::subscribers).containsExactly(3, 3, 1);
            assertThat(flow.functions()).extracting(FunctionInformation::seen).containsExactly(3_000L, 1_000L, 1_000L);
        }
    }

    @Test
    void shouldCountForALateFlowOnlyFromItsConnectOn() {
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        final Flow first = engine.flow("/live", device);
        final Applied<Object> filter = first.apply("EVERY", 2);
        first.connect();
        device.allow(1_000);
        assertThat(TestEngine.eventually(() -> filter.information().seen() == 1_000)).isTrue();
        final Flow second = engine.client().createFlow("trace:/live");
        final Applied<Object> shared = second.apply("EVERY", 2);
        final Applied<Long> count = second.apply("COUNT", Long.class);
        second.connect();
        assertThat(shared.information().shared()).isTrue();
        assertThat(shared.information().seen()).isZero();
        device.allow(1_500);
        assertThat(TestEngine.eventually(() -> filter.information().seen() == 1_500)).isTrue();
        assertThat(TestEngine.eventually(() -> count.read().value() == 250)).isTrue();
        assertThat(shared.information().seen()).isEqualTo(500);
        assertThat(shared.information().passed()).isEqualTo(250);
        first.close();
        assertThat(shared.information().subscribers()).isEqualTo(1);
        device.allow(1_600);
        assertThat(TestEngine.eventually(() -> count.read().value() == 300)).isTrue();
        assertThat(filter.information().seen()).isEqualTo(1_500);
    }

    @Test
    void shouldUnshareAFunctionThatIsReset() {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10);
        final Flow first = engine.flow("/replay", device);
        final Flow second = engine.client().createFlow("trace:/replay");
        final Applied<Long> mine = first.apply("NUMBER", Long.class);
        final Applied<Long> theirs = second.apply("NUMBER", Long.class);
        first.connect();
        second.connect();
        device.allow(77);
        assertThat(TestEngine.eventually(() -> theirs.read().value() == 77)).isTrue();
        assertThat(mine.information().shared()).isTrue();
        mine.reset();
        assertThat(mine.information().shared()).isFalse();
        assertThat(theirs.information().shared()).isFalse();
        assertThat(theirs.read().value()).isEqualTo(77);
        assertThat(mine.read().seen()).isEqualTo(77);
        device.allow(80);
        assertThat(TestEngine.eventually(() -> mine.read().value() == 80 && theirs.read().value() == 80)).isTrue();
        assertThat(mine.read().seen()).isEqualTo(80);
    }

    @Test
    void shouldReadAcrossFlowsAndKeepTheLastValueWhenTheSourceCloses() {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10);
        final Flow first = engine.flow("/replay", device);
        final Applied<Long> number = first.apply("NUMBER", Long.class);
        final Flow second = engine.client().createFlow("trace:/replay");
        final Applied<Long> sum = second.apply("SUM", Long.class, number);
        first.connect();
        second.connect();
        device.allow(4);
        assertThat(TestEngine.eventually(() -> sum.read().value() == 1 + 2 + 3 + 4)).isTrue();
        first.close();
        device.allow(6);
        assertThat(TestEngine.eventually(() -> sum.read().value() == 10 + 4 + 4)).isTrue();
        assertThat(number.read().value()).isEqualTo(4);
    }

    @Test
    void shouldGiveAModifyingFlowItsOwnCopyAndKeepMarksApart() throws InterruptedException {
        engine.add(Functions.provider(Functions.definition("SCRIBBLE").withEffects(true, false), (a, b) -> packet -> {
            packet.writableSegment().set(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, packet.offset(), -5);
            packet.modified(packet.captureLength(), packet.wireLength());
            packet.mark(9);
            return true;
        }), Functions.provider(Functions.definition("FIRSTWORD"), (a, b) -> new Functions.Last(packet ->
            packet.segment().get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, packet.offset()))),
            Functions.provider(Functions.definition("MARK"), (a, b) -> new Functions.Last(packet -> packet.mark())),
            Functions.provider(Functions.definition("PAINT", "colour:i:mark").withOptimize(Optimize.AUTO), (a, b) -> packet -> {
                packet.mark(a.integer(0));
                return true;
            }));
        final OfflineDevice trace = engine.offline(500);
        final Flow changing = engine.client().createFlow(trace.name());
        changing.apply("SCRIBBLE");
        final Applied<Long> changed = changing.apply("FIRSTWORD", Long.class);
        final Applied<Long> nine = changing.apply("MARK", Long.class);
        final Flow other = engine.client().createFlow(trace.name());
        other.apply("PAINT", 4);
        final Applied<Long> intact = other.apply("FIRSTWORD", Long.class);
        final Flow branch = engine.client().createFlow(trace.name());
        branch.apply("PAINT", 4);
        branch.apply("PAINT", 5);
        final Flow last = engine.client().createFlow(trace.name());
        last.apply("PAINT", 4);
        final Applied<Long> four = last.apply("MARK", Long.class);
        final Flow plain = engine.client().createFlow(trace.name());
        final Applied<Long> none = plain.apply("MARK", Long.class);
        for (Flow flow : new Flow[] {changing, other, branch, last, plain}) {
            flow.connect();
        }
        finish(trace);
        assertThat(changed.read().value()).isEqualTo(-5);
        assertThat(nine.read().value()).isEqualTo(9);
        assertThat(intact.read().value()).isEqualTo(500);
        assertThat(four.read().value()).isEqualTo(4);
        assertThat(none.read().value()).isZero();
    }

    @Test
    void shouldGrowWithManyFlowsAndShrinkAgain() throws InterruptedException {
        final OfflineDevice trace = engine.offline(1_000);
        final List<Flow> flows = new ArrayList<>();
        final List<Applied<Long>> counts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            final Flow flow = engine.client().createFlow(trace.name());
            flow.apply("EVERY", 1 + i % 7);
            counts.add(flow.apply("COUNT", Long.class));
            flow.connect();
            flows.add(flow);
        }
        flows.get(0).close();
        flows.get(7).close();
        finish(trace);
        for (int i = 1; i < 300; i++) {
            assertThat(counts.get(i).read().value()).isEqualTo(i == 7 ? 0 : 1_000 / (1 + i % 7));
        }
        assertThat(flows.get(14).functions().get(0).subscribers()).isEqualTo(41);
        flows.forEach(Flow::close);
        assertThat(engine.client().devices().get(0).flows()).isZero();
        assertThat(counts.get(299).read().value()).isEqualTo(1_000 / 6);
    }

    @Test
    void shouldQuarantineWhatThrowsAndGoOnWithTheRest() throws InterruptedException {
        engine.add(Functions.provider(Functions.definition("FRAGILE"), (a, b) -> new Functions.Last(packet -> {
            if (packet.number() == 10) {
                throw new NoClassDefFoundError("gone/Away");
            }
            return packet.number();
        })));
        final OfflineDevice trace = engine.offline(1_000);
        final Flow flow = engine.client().createFlow(trace.name());
        final Applied<Long> before = flow.apply("COUNT", Long.class);
        final Applied<Long> fragile = flow.apply("FRAGILE", Long.class);
        final Applied<Long> behind = flow.apply("COUNT", Long.class);
        final Flow other = engine.client().createFlow(trace.name());
        final Applied<Long> apart = other.apply("COUNT", Long.class);
        flow.connect();
        other.connect();
        finish(trace);
        assertThat(before.read().value()).isEqualTo(1_000);
        assertThat(apart.read().value()).isEqualTo(1_000);
        assertThat(behind.read().value()).isEqualTo(9);
        final FunctionInformation information = fragile.information();
        assertThat(information.status()).isEqualTo(org.mapi.FunctionStatus.QUARANTINED);
        assertThat(information.detail()).contains("gone/Away");
        assertThat(information.seen()).isEqualTo(1_000);
        assertThat(information.passed()).isEqualTo(9);
        assertThat(information.missed()).isEqualTo(991);
        assertThat(flow.information().detail()).contains("FRAGILE");
        assertThat(flow.status()).isEqualTo(FlowStatus.FINISHED);
        org.assertj.core.api.Assertions.assertThatThrownBy(fragile::read).hasMessageContaining("gone/Away");
    }
}
