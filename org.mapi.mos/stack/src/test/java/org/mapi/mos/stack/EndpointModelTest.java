package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.mos.Buffering;
import org.mapi.mos.CloseReason;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.OverlapPolicy;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.TcpState;
import org.mapi.packet.TcpFlags;

/**
 * Two model ends talk over a bad network in front of the stack. After every segment the states of the stack are those of the
 * ends, its events are those of a plain byte-by-byte observer, and what an application read is what was shown.
 */
class EndpointModelTest {
    private static final int CONNECTIONS = Boolean.getBoolean("mapi.long") ? 20_000 : 400;
    private static final long MILLISECOND = 1_000_000;
    private static final int MOST_TURNS = 60_000;
    private static final String[] PLACES = {"SEND CLIENT", "RECEIVE CLIENT", "SEND SERVER", "RECEIVE SERVER"};

    /** A segment on its way. */
    private record Travelling(long due, long order, ModelSegment segment) { }

    private Random random;
    private ModelPlan plan;
    private Worker worker;
    private ModelObserver observer;
    private final ModelEndpoint[] end = new ModelEndpoint[2];
    private ModelView view;
    private ModelWire wire;
    private final List<Travelling> travelling = new ArrayList<>();
    /** Of a thousand segments so many are not shown to the stack, though they arrive. */
    private int captureLoss;
    private long now;
    private long order;
    private ModelObserver.Told told;
    private boolean over;
    /** Bytes of each end's stream that were compared. */
    private final int[] checked = new int[2];
    private String name;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldSeeWhatTwoModelEndsDo(long seed) {
        random = new Random(seed);
        for (OverlapPolicy policy : OverlapPolicy.values()) {
            final Duration wait = random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(5);
            worker = Workers.of(SourceOptions.DEFAULT.withTimeouts(Duration.ofSeconds(60), wait));
            observer = new ModelObserver(policy);
            worker.attach(observer, MonitorOptions.streams("model", "").reading(Buffering.BOTH, 1 << 16));
            now = 1000;
            for (int i = 0; i < CONNECTIONS / 8; i++) {
                name = "seed " + seed + ", " + policy + ", connection " + i;
                connection(policy);
            }
            assertThat(worker.counters.applicationFaults).isZero();
            assertThat(worker.counters.badChecksum).isZero();
            worker.endAll();
            assertThat(worker.table.size()).isZero();
            assertThat(worker.streams.memory()).isZero();
            observer.flows.values().forEach(this::expectOneBeginAndEnd);
            worker.close();
        }
    }

    /** Then states can only be guessed, but no byte may be wrong or in the wrong place, and every flow ends once. */
    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void shouldTellWhichBytesTheCaptureLost(long seed) {
        random = new Random(seed);
        captureLoss = 40;
        worker = Workers.of(SourceOptions.DEFAULT.withTimeouts(Duration.ofSeconds(60), Duration.ZERO));
        observer = new ModelObserver(OverlapPolicy.FIRST);
        worker.attach(observer, MonitorOptions.streams("model", "").reading(Buffering.BOTH, 1 << 16));
        now = 1000;
        for (int i = 0; i < CONNECTIONS / 4; i++) {
            name = "seed " + seed + ", connection " + i;
            connection(OverlapPolicy.FIRST);
        }
        assertThat(observer.flows.values()).anyMatch(flow -> !flow.lost[0].isEmpty());
        assertThat(worker.counters.applicationFaults).isZero();
        worker.endAll();
        observer.flows.values().forEach(flow -> {
            for (String place : PLACES) {
                assertThat(flow.all(place + " CONN_END")).as(name).isEqualTo(1);
            }
        });
        worker.close();
    }

    private void expectOneBeginAndEnd(ModelObserver.Told told) {
        for (String place : PLACES) {
            assertThat(told.all(place + " CONN_END")).as(name).isEqualTo(1);
        }
        assertThat(told.all("SEND CLIENT CONN_START") + told.all("RECEIVE CLIENT CONN_START")).as(name).isEqualTo(1);
        assertThat(told.all("SEND SERVER CONN_START") + told.all("RECEIVE SERVER CONN_START")).as(name).isEqualTo(1);
    }

    private byte[] content() {
        final byte[] bytes = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(20_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private void connection(OverlapPolicy policy) {
        plan = captureLoss == 0 ? ModelPlan.draw(random) : ModelPlan.draw(random).honest();
        name += ", " + plan;
        travelling.clear();
        over = false;
        for (int i = 0; i < 2; i++) {
            end[i] = new ModelEndpoint(i, content(), plan, random, this::travel);
        }
        view = new ModelView(policy, end[0].stream.length, end[1].stream.length);
        wire = new ModelWire(worker, plan.family(), 40_000, end[0].initial, end[1].initial);
        end[1].listen();
        end[0].open(now);
        if (plan.both()) {
            end[1].open(now);
        }
        observer.last = null;
        told = null;
        Arrays.fill(checked, 0);
        for (int turn = 0; turn < MOST_TURNS && !isFinished(); turn++) {
            now++;
            end[0].turn(now);
            end[1].turn(now);
            arrive();
        }
        assertThat(isFinished()).as(name + ": states " + end[0].state + ", " + end[1].state).isTrue();
        finish();
    }

    private boolean isFinished() {
        return (end[0].isOver() && end[1].isOver() || end[0].aborted || end[1].aborted) && travelling.isEmpty();
    }

    // ---- the network ----------------------------------------------------------------------------------------------------------

    private boolean happens(int ofThousand) {
        return random.nextInt(1000) < ofThousand;
    }

    private void travel(ModelSegment segment) {
        if (segment.has(TcpFlags.RST) || !happens(plan.loss())) {
            depart(segment);
            if (happens(plan.copies())) {
                depart(segment);
            }
            if (!segment.isControl() && segment.payload().length > 1 && happens(plan.forged())) {
                final byte[] other = segment.payload().clone();
                other[random.nextInt(other.length)] ^= 0x55;
                depart(segment.with(other));
            }
        }
    }

    private void depart(ModelSegment segment) {
        travelling.add(new Travelling(now + 1 + random.nextInt(plan.delay()), order++, segment));
    }

    private void arrive() {
        travelling.sort((one, other) -> Long.compare(one.due(), other.due()) != 0 ? Long.compare(one.due(), other.due())
            : Long.compare(one.order(), other.order()));
        while (!travelling.isEmpty() && travelling.getFirst().due() <= now) {
            final ModelSegment segment = travelling.removeFirst().segment();
            if (captureLoss > 0) {
                capture(segment);
            } else {
                show(segment);
            }
            end[1 - segment.sender()].receive(segment, now, captureLoss == 0 && view.old);
            if (captureLoss == 0) {
                compare(segment);
            }
        }
    }

    /** Shows a segment to the stack, or not; what it then knows of the stream must be right. */
    private void capture(ModelSegment segment) {
        // without the SYN nobody knows where a stream begins
        if (!segment.has(TcpFlags.SYN) && happens(captureLoss)) {
            return;
        }
        observer.next();
        final ModelObserver.Told before = observer.last;
        wire.show(segment, now * MILLISECOND + order++, 0);
        told = told == null && observer.last != before && segment.has(TcpFlags.SYN) ? observer.last : told;
        if (told != null) {
            final int client = told.clientPort == 40_000 ? 0 : 1;
            for (int from = 0; from < 2; from++) {
                final int side = from == client ? 1 : 0;
                final byte[] read = told.read[side].toByteArray();
                assertThat(read.length).as(name).isLessThanOrEqualTo(end[from].stream.length);
                for (int i = checked[from]; i < read.length; i++) {
                    assertThat(told.lost[side].get(i) || read[i] == end[from].stream[i]).as(name + ", byte " + i).isTrue();
                }
                checked[from] = read.length;
            }
        }
    }

    // ---- the stack ------------------------------------------------------------------------------------------------------------

    private void show(ModelSegment segment) {
        if (!over && view.client < 0 && !segment.has(TcpFlags.SYN)) {
            // a segment of an end whose SYN was lost on the way: nobody knows the connection yet
            assertThat(segment.has(TcpFlags.RST)).as(name).isFalse();
        }
        observer.next();
        final boolean synReceived = end[1 - segment.sender()].state == TcpState.SYN_RCVD;
        if (!over) {
            view.show(segment, synReceived);
        }
        wire.show(segment, now * MILLISECOND + order++, happens(plan.pieces()) ? 8 * (1 + random.nextInt(40)) : 0);
    }

    private void compare(ModelSegment segment) {
        if (over) {
            return;
        }
        told = told == null ? observer.last : told;
        final String what = name + ": " + segment.sender() + " flags " + segment.flags() + " at " + segment.position() + "+"
            + segment.payload().length + " acknowledges " + segment.acknowledged();
        final String receive = "RECEIVE " + view.side(1 - segment.sender()) + " ";
        assertThat(told).as(what).isNotNull();
        assertThat(told.now(receive + "KEEP_ALIVE")).as("keep-alive, " + what).isEqualTo(view.keepAlive ? 1 : 0);
        if (!segment.has(TcpFlags.RST)) {
            assertThat(told.now(receive + "REXMIT")).as("retransmission, " + what)
                .isEqualTo(view.repeated && !view.keepAlive ? 1 : 0);
        }
        assertThat(told.now(receive + "WINDOW_PROBE")).as("probe, " + what).isEqualTo(view.probe ? 1 : 0);
        assertThat(told.now(receive + "INCONSISTENT_REXMIT")).as("inconsistent, " + what).isEqualTo(view.inconsistent ? 1 : 0);
        assertThat(told.now("NONE " + view.side(1 - segment.sender()) + " CONN_NEW_DATA")).as("new data, " + what)
            .isEqualTo(view.newData ? 1 : 0);
        over = told.all("RECEIVE CLIENT CONN_END") > 0;
        if (over) {
            assertThat(end[0].isOver() && end[1].isOver() || end[0].aborted || end[1].aborted).as("ended, " + what).isTrue();
        } else {
            compareStates(what);
        }
        for (int from = 0; from < 2; from++) {
            final byte[] read = told.read[view.side(1 - from).number()].toByteArray();
            assertThat(read).as("stream of " + from + ", " + what).isEqualTo(view.stream(from));
        }
    }

    private void compareStates(String what) {
        final int flow = worker.table.first(Worker.HALF_OPEN) >= 0 ? worker.table.first(Worker.HALF_OPEN)
            : worker.table.first(Worker.OPEN) >= 0 ? worker.table.first(Worker.OPEN) : worker.table.first(Worker.WAITING);
        for (int i = 0; i < 2; i++) {
            final TcpState seen = FlowWords.stateOf(worker.word(flow, FlowWords.STATE), view.side(i).number());
            // an end that gave up reacts to nothing more, and nobody knows before its RST comes
            if (!end[i].aborted && (!view.acknowledgedFirst[i] || seen != TcpState.LAST_ACK && seen != TcpState.CLOSED)) {
                assertThat(seen).as("state of " + i + ", " + what).isEqualTo(shown(i));
            }
        }
    }

    /** The state of an end as far as it was shown: what it sent last may have been lost or be on its way. */
    private TcpState shown(int i) {
        final TcpState state = end[i].state;
        if (!view.finShown[i]) {
            return switch (state) {
                case FIN_WAIT_1 -> TcpState.ESTABLISHED;
                case LAST_ACK, CLOSING -> TcpState.CLOSE_WAIT;
                case LISTEN -> TcpState.CLOSED;
                case SYN_SENT -> view.isSynShown(i) ? state : TcpState.CLOSED;
                default -> state;
            };
        }
        return state;
    }

    private void finish() {
        final boolean aborted = end[0].aborted || end[1].aborted;
        if (!over) {
            worker.advance((now + 70_000) * MILLISECOND);
        }
        now += 70_000;
        if (captureLoss > 0) {
            return;
        }
        assertThat(told.reason).as(name).isEqualTo(aborted ? CloseReason.RESET : CloseReason.FIN);
        expectOneBeginAndEnd(told);
        if (!aborted) {
            for (int from = 0; from < 2; from++) {
                assertThat(told.read[view.side(1 - from).number()].size()).as(name).isEqualTo(end[from].stream.length);
            }
        }
    }
}
