package org.mapi.mos.ported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.mos.c.MosApi.AF_INET;
import static org.mapi.mos.c.MosApi.MOS_HK_SND;
import static org.mapi.mos.c.MosApi.MOS_NULL;
import static org.mapi.testkit.TcpDialogue.CLIENT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Errno;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.c.Callback;
import org.mapi.mos.c.Mctx;
import org.mapi.mos.c.MosApi;
import org.mapi.mos.c.Mtcp;
import org.mapi.mos.c.PktInfo;
import org.mapi.testkit.TcpDialogue;

/** What stream sockets hear of, how many sockets there may be, and what becomes of those that are not needed any more. */
class CStreamsTest extends CNames {
    @Test
    void shouldTellStreamSocketsOfTcpOnly() {
        final int sock = stream();
        final List<String> calls = new ArrayList<>();
        final long any = mtcp.mtcp_define_event(MosApi.MOS_ON_PKT_IN, (context, flow, side, event, arg) -> {
            calls.add("filter");
            return true;
        }, null);
        mtcp.mtcp_register_callback(mctx, sock, any, MOS_HK_SND, (context, flow, side, event, arg) -> calls.add("defined"));
        mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_PKT_IN, MOS_HK_SND, (context, flow, side, event, arg) ->
            calls.add("packet"));
        final TcpDialogue dialogue = dialogue().datagram(CLIENT, new byte[2]).datagram(CLIENT, new byte[8]).echo(CLIENT, 1, 1);
        assertThat(calls).isEmpty();
        dialogue.from(CLIENT, "10.0.0.3", 3).send(CLIENT, 2, 0, 0, new byte[0]);
        assertThat(calls).containsExactly("packet", "filter", "defined");
    }

    @Test
    void shouldTellOfPseudoFlowsByTheirOwnEventsWithoutAnythingOfTcp() {
        final int sock = stream();
        final PktInfo pkt = new PktInfo();
        inside(sock, BuiltInEvent.UDP_DATAGRAM.number(), MOS_HK_SND, (flow, side) -> {
            assertThat(mtcp.mtcp_getlastpkt(mctx, flow, side, pkt)).isZero();
            assertThat(pkt.iph.byteSize()).isEqualTo(30);
            assertThat(pkt.tcph).isNull();
            assertThat(pkt.payload).isNull();
        });
        dialogue().datagram(CLIENT, new byte[2]);
        assertInside();
    }

    @Test
    void shouldHideDatagramsFromThePortedFirewall() {
        final SimpleFirewall firewall = new SimpleFirewall(mtcp, List.of(new SimpleFirewall.Rule(false, 0, 0, 80)));
        firewall.init(mctx);
        for (int i = 0; i < 3; i++) {
            dialogue().from(CLIENT, "10.0.1." + i, 1000 + i).datagram(CLIENT, new byte[] {0, 0});
            dialogue().from(CLIENT, "10.0.2." + i, 1000 + i).datagram(CLIENT, new byte[] {0, 0, 0, 0, 0, 2, 0, 0});
        }
        dialogue().from(CLIENT, "10.0.3.1", 1000).send(CLIENT, 2, 0, 0, new byte[0]);
        assertThat(firewall.errors).isEmpty();
        assertThat(firewall.hits).containsExactly(1);
        assertThat(source.information().statistics().applicationFaults()).isZero();
    }

    @Test
    void shouldHearNothingMoreOfAFlowThatWasStoppedAndForgetItsSocket() {
        final int sock = stream();
        final List<Integer> flows = new ArrayList<>();
        final List<Integer> late = new ArrayList<>();
        mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_PKT_IN, MOS_HK_SND, (context, flow, side, event, arg) -> {
            flows.add(flow);
            if (flows.size() % 2 == 0) {
                mtcp.mtcp_cb_stop(context, flow, MosApi.MOS_SIDE_CLI);
                mtcp.mtcp_cb_stop(context, flow, MosApi.MOS_SIDE_SVR);
            } else {
                mtcp.mtcp_cb_stop(context, flow, MosApi.MOS_SIDE_BOTH);
            }
        });
        mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_TCP_STATE_CHANGE, MOS_HK_SND,
            (context, flow, side, event, arg) -> late.add(flow));
        mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_CONN_START, MOS_HK_SND,
            (context, flow, side, event, arg) -> late.add(flow));
        final TcpDialogue dialogue = dialogue();
        for (int i = 0; i < 1000; i++) {
            dialogue.from(CLIENT, "10.0.0.1", 2000 + i).open().close(CLIENT);
        }
        assertThat(late).isEmpty();
        assertThat(flows).hasSize(1000);
        assertThat(alive(4000, dialogue.time())).isEmpty();
    }

    /** The flows' sockets that there are, as a program can find out: in a timer. */
    private List<Integer> alive(int most, long time) {
        final List<Integer> found = new ArrayList<>();
        final InetSocketAddress[] name = new InetSocketAddress[1];
        mtcp.mtcp_settimer(mctx, 1, Duration.ofMillis(1), (context, id, side, event, arg) -> {
            for (int number = 1; number < most; number++) {
                if (mtcp.mtcp_getpeername(context, number, name, 0) == 0) {
                    found.add(number);
                }
            }
            seen.add("asked");
        });
        source.advance(time + 1);
        source.advance(time + 10_000_000);
        assertThat(seen).contains("asked");
        return found;
    }

    @Test
    void shouldFindEverySocketOfManyFlowsUntilTheirEnd() {
        final int sock = stream();
        mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_CONN_START, MOS_HK_SND, NOTHING);
        final TcpDialogue dialogue = dialogue();
        for (int i = 0; i < 3000; i++) {
            dialogue.from(CLIENT, "10.0.0.1", 2000 + i).open();
            if (i % 3 != 0) {
                dialogue.send(CLIENT, 4, 0, 0, new byte[0]);
            }
        }
        final List<Integer> found = alive(3100, dialogue.time());
        assertThat(found).hasSize(1000);
        assertThat(found.getFirst()).isEqualTo(sock + 1);
        assertThat(found.getLast()).isEqualTo(sock + 2998);
    }

    @Test
    void shouldShareTablesBetweenFlowsThatRegisterTheSame() {
        final Callback same = (context, flow, side, event, arg) -> seen.add("called");
        final int sock = stream();
        mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_CONN_START, MOS_HK_SND, (context, flow, side, event, arg) ->
            mtcp.mtcp_register_callback(context, flow, MosApi.MOS_ON_PKT_IN, MOS_HK_SND, same));
        final TcpDialogue dialogue = dialogue();
        final long before = Heap.used();
        for (int i = 0; i < 20_000; i++) {
            dialogue.from(CLIENT, "10.0." + (i >> 8) + '.' + (i & 255), 2000).send(CLIENT, 2, 0, 0, new byte[0]);
        }
        assertThat((Heap.used() - before) / 20_000).as("bytes a flow").isLessThan(1000);
        assertThat(source.information().statistics().applicationFaults()).isZero();
    }

    @Test
    void shouldAnswerEnfileWhenTheSourceIsFull() {
        int made = 0;
        while (stream() > 0) {
            made++;
        }
        assertThat(made).isEqualTo(63);
        fails(stream(), Errno.ENFILE);
        for (int i = 0; i < 63; i++) {
            source.monitor(MonitorOptions.packets("other " + i, ""), on -> { });
        }
        fails(mtcp.mtcp_register_callback(mctx, 1, MosApi.MOS_ON_CONN_START, MOS_HK_SND, NOTHING), Errno.ENFILE);
        fails(mtcp.mtcp_bind_monitor_filter(mctx, 1, new org.mapi.mos.c.MonitorFilter()), Errno.ENFILE);
        mtcp.mtcp_destroy_context(mctx);
        source.monitor(MonitorOptions.packets("last", ""), on -> { });
        assertThat(mtcp.mtcp_create_context(0)).isNull();
        assertThat(mtcp.errno(null)).isEqualTo(Errno.ENFILE.number());
    }

    @Test
    void shouldGiveEveryContextOfManyWorkersAllItsSockets() {
        final int workers = 24;
        try (PacketFollower spread = stack.follow("spread", List.of(), SourceOptions.DEFAULT.withWorkers(workers));
            Mtcp many = new Mtcp(spread)) {
            for (int cpu = 0; cpu < workers; cpu++) {
                final Mctx context = many.mtcp_create_context(cpu);
                assertThat(context).as("context " + cpu).isNotNull();
                for (int i = 0; i < 3; i++) {
                    final int sock = many.mtcp_socket(context, AF_INET, MosApi.MOS_SOCK_MONITOR_STREAM, 0);
                    assertThat(many.mtcp_register_callback(context, sock, MosApi.MOS_ON_CONN_START, MOS_HK_SND, NOTHING))
                        .isZero();
                }
            }
        }
    }

    @Test
    void shouldWaitForTimersHoweverLong() {
        final List<Integer> calls = new ArrayList<>();
        final Callback count = (context, id, side, event, arg) -> calls.add(id);
        final int sock = stream();
        inside(sock, MosApi.MOS_ON_CONN_START, MOS_HK_SND, (flow, side) -> {
            assertThat(mtcp.mtcp_settimer(mctx, 1, Duration.ofDays(100_000), count)).isZero();
            assertThat(mtcp.mtcp_settimer(mctx, 2, Duration.ofSeconds(Long.MAX_VALUE), count)).isZero();
            assertThat(mtcp.mtcp_settimer(mctx, 3, Duration.ofMillis(1), count)).isZero();
        });
        final TcpDialogue dialogue = dialogue().open();
        source.advance(dialogue.time() + 86_400_000_000_000L);
        assertInside();
        assertThat(calls).containsExactly(3);
        assertThat(source.information().statistics().applicationFaults()).isZero();
    }

    @Test
    void shouldAllocateAndRaiseEventsOnEveryBase() {
        final int sock = stream();
        final List<Long> told = new ArrayList<>();
        final Callback log = (context, flow, side, event, arg) -> told.add(event);
        final long built = mtcp.mtcp_alloc_event(MosApi.MOS_ON_PKT_IN);
        final long deep = mtcp.mtcp_alloc_event(built);
        final long defined = mtcp.mtcp_define_event(MosApi.MOS_ON_PKT_IN, (context, flow, side, event, arg) ->
            mtcp.mtcp_raise_event(context, built) == 0, null);
        final long below = mtcp.mtcp_alloc_event(defined);
        assertThat(mtcp.mtcp_register_callback(mctx, sock, built, MosApi.MOS_HK_SND, (context, flow, side, event, arg) -> {
            told.add(event);
            told.add((long) mtcp.mtcp_raise_event(context, deep));
            told.add((long) mtcp.mtcp_raise_event(context, below));
        })).isZero();
        assertThat(mtcp.mtcp_register_callback(mctx, sock, defined, MosApi.MOS_HK_SND, (context, flow, side, event, arg) -> {
            told.add(event);
            told.add((long) mtcp.mtcp_raise_event(context, below));
        })).isZero();
        assertThat(mtcp.mtcp_register_callback(mctx, sock, deep, MosApi.MOS_HK_SND, log)).isZero();
        assertThat(mtcp.mtcp_register_callback(mctx, sock, below, MosApi.MOS_HK_SND, log)).isZero();
        dialogue().send(CLIENT, 2, 0, 0, new byte[0]);
        assertThat(told).containsExactly(defined, 0L, below, built, 0L, -1L, deep);
        assertThat(mtcp.errno(mctx)).isEqualTo(Errno.EINVAL.number());
        assertThat(mtcp.mtcp_alloc_event(0x9999)).isEqualTo(MosApi.MOS_NULL_EVENT);
    }

    @Test
    void shouldRefuseToClonePartsThatAreNotInTheFrame() {
        final MemorySegment memory = Arena.ofAuto().allocate(4096);
        final PktInfo from = new PktInfo();
        final PktInfo to = new PktInfo();
        from.ethh = memory.asSlice(0, 100);
        from.iph = memory.asSlice(14, 86);
        for (MemorySegment wrong : new MemorySegment[] {memory.asSlice(90, 20), memory.asSlice(2000, 20),
            Arena.ofAuto().allocate(20), MemorySegment.ofArray(new byte[20])}) {
            from.tcph = wrong;
            fails(mtcp.mtcp_clonepkt(mctx, to, memory.asSlice(1000), from), Errno.EINVAL);
            from.tcph = null;
            from.payload = wrong;
            fails(mtcp.mtcp_clonepkt(mctx, to, memory.asSlice(1000), from), Errno.EINVAL);
            from.payload = null;
        }
        from.tcph = memory.asSlice(34, 66);
        assertThat(mtcp.mtcp_clonepkt(mctx, to, memory.asSlice(1000), from)).isZero();
        assertThat(to.tcph.address() - to.ethh.address()).isEqualTo(34);
        final Arena gone = Arena.ofShared();
        final MemorySegment closed = gone.allocate(200);
        gone.close();
        fails(mtcp.mtcp_clonepkt(mctx, to, closed, from), Errno.EINVAL);
    }

    @Test
    void shouldKeepTheSizesOfBothBuffersApartHoweverSmall() {
        final int sock = stream();
        assertThat(mtcp.mtcp_setsockopt(mctx, sock, MosApi.SOL_MONSOCKET, MosApi.MOS_CLIBUF, 100)).isZero();
        assertThat(mtcp.mtcp_setsockopt(mctx, sock, MosApi.SOL_MONSOCKET, MosApi.MOS_SVRBUF, 65_536)).isZero();
        final List<Integer> read = new ArrayList<>();
        inside(sock, MosApi.MOS_ON_CONN_NEW_DATA, MOS_NULL, (flow, side) -> {
            int count = mtcp.mtcp_peek(mctx, flow, side, memory, 20_000);
            while (count != 0) {
                read.add(count);
                count = mtcp.mtcp_peek(mctx, flow, side, memory, 20_000);
            }
        });
        dialogue().open().say(CLIENT, new byte[10_000]).say(TcpDialogue.SERVER, new byte[1000]);
        assertInside();
        assertThat(read).containsExactly(10_000, -900, 100);
    }
}
