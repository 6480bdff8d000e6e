package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.mos.stack.Segments.CLIENT;
import static org.mapi.mos.stack.Segments.SERVER;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.SYN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ByteStream;
import org.mapi.mos.Errno;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.OverlapPolicy;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;

/** Several applications read one side: what one asks for takes nothing from the others that they are not told of. */
class SharedStreamTest {
    private Worker worker = Workers.of(SourceOptions.DEFAULT);
    private Segments wire = new Segments(worker);
    private final MemorySegment bytes = Arena.ofAuto().allocate(1 << 20);
    private final List<Object> first = new ArrayList<>();
    private final List<Object> second = new ArrayList<>();
    private final List<ByteStream> seen = new ArrayList<>();

    @AfterEach
    void close() {
        worker.close();
    }

    private void attach(String name, int size, BuiltInEvent event, Consumer<FlowContext> what) {
        worker.attach(on -> on.at(event == BuiltInEvent.CONN_NEW_DATA ? Hook.NONE : Hook.RECEIVE, event, flow -> {
            if (flow.side() == Side.SERVER) {
                what.accept(flow);
            }
        }), MonitorOptions.streams(name, "").reading(Buffering.BOTH, size));
    }

    private void read(FlowContext flow, List<Object> into) {
        final int count = flow.stream(Side.SERVER).peek(bytes);
        into.add(count > 0 && count < 100 ? bytes.getString(0).substring(0, count) : (Object) count);
        bytes.fill((byte) 0);
    }

    private void open() {
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
    }

    @Test
    void shouldEndReassemblyForTheApplicationThatAsksForItOnly() {
        attach("a", 8192, BuiltInEvent.CONN_NEW_DATA, flow -> {
            flow.stream(Side.SERVER).resize(0);
            first.add(flow.stream(Side.SERVER).peek(bytes));
            first.add(flow.stream(Side.SERVER).capacity());
        });
        attach("b", 8192, BuiltInEvent.CONN_NEW_DATA, flow -> read(flow, second));
        open();
        wire.send(CLIENT, ACK, 0, 0, "hello");
        wire.send(CLIENT, ACK, 5, 0, "world");
        assertThat(first).as("told once, nothing to read").containsExactly(0, 0);
        assertThat(second).containsExactly("hello", "world");
        assertThat(worker.counters.payloadLost).isZero();
        assertThat(worker.counters.applicationFaults).isZero();
    }

    @Test
    void shouldReadOnAfterwardsIfItWantsTo() {
        attach("a", 8192, BuiltInEvent.PKT_IN, flow -> {
            if (flow.packet().payloadLength() == 3) {
                flow.stream(Side.SERVER).resize(0);
            } else if (flow.packet().payloadLength() == 5) {
                flow.stream(Side.SERVER).resize(4096);
            } else if (flow.packet().payloadLength() == 7) {
                read(flow, first);
            }
        });
        open();
        wire.send(CLIENT, ACK, 0, 0, "one");
        wire.send(CLIENT, ACK, 3, 0, "lost");
        wire.send(CLIENT, ACK, 7, 0, "again");
        wire.send(CLIENT, ACK, 12, 0, "anew");
        wire.send(CLIENT, ACK, 16, 0, "seventh");
        assertThat(first).containsExactly("anewseventh");
        assertThat(worker.counters.applicationFaults).isZero();
    }

    @Test
    void shouldKeepAsMuchAsTheLargestWishOfAReader() {
        attach("a", 8192, BuiltInEvent.PKT_IN, flow -> flow.stream(Side.SERVER).resize(1024));
        attach("b", 1 << 16, BuiltInEvent.CONN_END, flow -> read(flow, second));
        open();
        for (int at = 0; at < 10_000; at += 1000) {
            wire.send(CLIENT, ACK, at, 0, new byte[1000]);
        }
        worker.endAll();
        assertThat(second).containsExactly(10_000);
    }

    @Test
    void shouldSayWhichBytesCountWhereWishesDiffer() {
        attach("a", 8192, BuiltInEvent.CONN_NEW_DATA, flow -> {
            flow.stream(Side.SERVER).overlap(OverlapPolicy.FIRST);
            first.add(flow.stream(Side.SERVER).overlap());
        });
        attach("b", 8192, BuiltInEvent.CONN_NEW_DATA, flow -> {
            flow.stream(Side.SERVER).overlap(OverlapPolicy.LAST);
            second.add(flow.stream(Side.SERVER).overlap());
        });
        attach("c", 8192, BuiltInEvent.CONN_END, flow -> read(flow, second));
        open();
        wire.send(CLIENT, ACK, 0, 0, "aaaa");
        wire.send(CLIENT, ACK, 0, 0, "bbbb");
        worker.endAll();
        assertThat(first).containsExactly(OverlapPolicy.FIRST);
        assertThat(second).containsExactly(OverlapPolicy.FIRST, "aaaa");
    }

    @Test
    void shouldEnlargeTheBufferForAReaderThatComesLater() {
        attach("a", 1024, BuiltInEvent.CONN_NEW_DATA, flow -> { });
        open();
        wire.send(CLIENT, ACK, 0, 0, new byte[1000]);
        worker.attach(on -> {
            on.at(Hook.RECEIVE, BuiltInEvent.PKT_IN, flow -> seen.add(flow.stream(Side.SERVER)));
            on.at(Hook.RECEIVE, BuiltInEvent.CONN_END, flow -> {
                if (flow.side() == Side.SERVER) {
                    read(flow, second);
                }
            });
        }, MonitorOptions.streams("b", "").reading(Buffering.BOTH, 1 << 16).withExisting());
        for (int at = 1000; at < 11_000; at += 1000) {
            wire.send(CLIENT, ACK, at, 0, new byte[1000]);
        }
        worker.endAll();
        assertThat((int) second.getFirst()).isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void shouldRefuseMoreThanTheBudget() {
        attach("a", 8192, BuiltInEvent.CONN_NEW_DATA, flow -> {
            try {
                flow.stream(Side.SERVER).resize(Integer.MAX_VALUE);
            } catch (MosException refused) {
                first.add(refused.error());
            }
            read(flow, first);
        });
        open();
        wire.send(CLIENT, ACK, 0, 0, "one");
        assertThat(first).containsExactly(Errno.ENOMEM, "one");
    }

    @Test
    void shouldCountTheBytesThatReadersLoseWhenTheBudgetIsSpent() {
        worker.close();
        worker = Workers.of(SourceOptions.DEFAULT.withLimits(1000, 64 << 10));
        wire = new Segments(worker);
        final long[] lost = new long[1];
        attach("a", 1 << 16, BuiltInEvent.CONN_END, flow -> {
            final int count = flow.stream(Side.SERVER).peek(bytes);
            lost[0] += Math.max(0, -count);
        });
        for (int i = 0; i < 20; i++) {
            wire.port(10_000 + i);
            open();
            for (int k = 0; k < 20; k++) {
                wire.send(CLIENT, ACK, 1000L * k, 0, new byte[1000]);
            }
        }
        final long counted = worker.counters.payloadLost;
        worker.endAll();
        assertThat(lost[0]).isGreaterThan(300_000);
        assertThat(counted).isEqualTo(lost[0]);
    }
}
