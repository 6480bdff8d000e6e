package org.mapi.mos.ported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.mos.c.MosApi.AF_INET;
import static org.mapi.mos.c.MosApi.MOS_HK_RCV;
import static org.mapi.mos.c.MosApi.MOS_HK_SND;
import static org.mapi.mos.c.MosApi.MOS_NULL;
import static org.mapi.mos.c.MosApi.MOS_SIDE_SVR;
import static org.mapi.mos.c.MosApi.SOL_MONSOCKET;
import static org.mapi.testkit.TcpDialogue.CLIENT;
import static org.mapi.testkit.TcpDialogue.SERVER;

import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.mapi.mos.Errno;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.c.Callback;
import org.mapi.mos.c.Filter;
import org.mapi.mos.c.FilterArg;
import org.mapi.mos.c.Mctx;
import org.mapi.mos.c.MonitorFilter;
import org.mapi.mos.c.MosApi;
import org.mapi.mos.c.Mtcp;
import org.mapi.mos.c.PktInfo;
import org.mapi.testkit.TcpDialogue;

/** Contexts, sockets, events and timers of mos_api.h: what they do, what they return, and each errno. */
class CNamesTest extends CNames {
    @Test
    void shouldRefuseSecondAndUnknownContexts() {
        assertThat(mtcp.mtcp_create_context(0)).isNull();
        assertThat(mtcp.errno(null)).isEqualTo(Errno.EINVAL.number());
        assertThat(mtcp.mtcp_create_context(1)).isNull();
        assertThat(mtcp.mtcp_destroy_context(mctx)).isZero();
        assertThat(mtcp.mtcp_socket(mctx, AF_INET, MosApi.MOS_SOCK_MONITOR_STREAM, 0)).isEqualTo(-1);
        assertThat(mtcp.errno(null)).isEqualTo(Errno.EACCES.number());
        assertThat(mtcp.mtcp_create_context(0)).isNotNull();
    }

    @Test
    void shouldGiveEveryContextTheFlowsOfItsWorker() {
        final AtomicLongArray flows = new AtomicLongArray(2);
        try (PacketFollower spread = stack.follow("spread", List.of(), SourceOptions.DEFAULT.withWorkers(2));
            Mtcp two = new Mtcp(spread)) {
            for (int cpu = 0; cpu < 2; cpu++) {
                final Mctx one = two.mtcp_create_context(cpu);
                final int sock = two.mtcp_socket(one, AF_INET, MosApi.MOS_SOCK_MONITOR_STREAM, 0);
                assertThat(two.mtcp_register_callback(one, sock, MosApi.MOS_ON_CONN_START, MOS_HK_SND,
                    (context, flow, side, event, arg) -> flows.incrementAndGet(context.cpu))).isZero();
            }
            for (int i = 0; i < 100; i++) {
                new TcpDialogue(spread::process).from(CLIENT, "10.0.1." + i, i).open();
            }
            spread.end();
            two.mtcp_app_join(null);
        }
        assertThat(flows.get(0) + flows.get(1)).isEqualTo(100);
        assertThat(flows.get(0)).isBetween(1L, 99L);
    }

    @Test
    void shouldAnswerEaccesForEveryFunctionWithoutAContext() {
        final PktInfo pkt = new PktInfo();
        assertThat(List.of(mtcp.mtcp_socket(null, AF_INET, 3, 0), mtcp.mtcp_close(null, 1),
            mtcp.mtcp_bind_monitor_filter(null, 1, null), mtcp.mtcp_register_callback(null, 1, 1, MOS_HK_SND, NOTHING),
            mtcp.mtcp_unregister_callback(null, 1, 1, MOS_HK_SND), mtcp.mtcp_raise_event(null, 0x1000),
            mtcp.mtcp_settimer(null, 1, Duration.ZERO, NOTHING), mtcp.mtcp_getpeername(null, 1, null, 0),
            mtcp.mtcp_peek(null, 1, 0, memory, 1), mtcp.mtcp_ppeek(null, 1, 0, memory, 1, 0),
            mtcp.mtcp_getsockopt(null, 1, SOL_MONSOCKET, 1, null), mtcp.mtcp_setsockopt(null, 1, SOL_MONSOCKET, 9, 0),
            mtcp.mtcp_cb_stop(null, 1, 0), mtcp.mtcp_reset_conn(null, 1), mtcp.mtcp_getlastpkt(null, 1, 0, pkt),
            mtcp.mtcp_setlastpkt(null, 1, 0, 0, memory, 1, MosApi.MOS_DROP), mtcp.mtcp_cb_dropcurpkt(null),
            mtcp.mtcp_sendpkt(null, 1, pkt), mtcp.mtcp_clonepkt(null, pkt, memory, pkt), mtcp.mtcp_destroy_context(null)))
            .containsOnly(-1);
        assertThat(mtcp.errno(null)).isEqualTo(Errno.EACCES.number());
        assertThat(mtcp.mtcp_get_uctx(null, 1)).isNull();
        assertThat(mtcp.mtcp_cb_get_ts(null)).isZero();
    }

    @Test
    void shouldMakeMonitoringSocketsOnly() {
        assertThat(stream()).isPositive();
        assertThat(mtcp.mtcp_socket(mctx, AF_INET, MosApi.MOS_SOCK_MONITOR_RAW, 0)).isPositive();
        fails(mtcp.mtcp_socket(mctx, MosApi.AF_INET6, MosApi.MOS_SOCK_MONITOR_STREAM, 0), Errno.EAFNOSUPPORT);
        fails(mtcp.mtcp_socket(mctx, AF_INET, MosApi.MOS_SOCK_STREAM, 0), Errno.EINVAL);
        fails(mtcp.mtcp_socket(mctx, AF_INET, MosApi.SOCK_STREAM, 0), Errno.EINVAL);
    }

    @Test
    void shouldBindFilters() {
        final int sock = stream();
        final List<Integer> ports = new ArrayList<>();
        final MonitorFilter filter = new MonitorFilter();
        filter.stream_syn_filter = "dst port 81 or (dst port 82)";
        filter.stream_orphan_filter = "dst port 83";
        assertThat(mtcp.mtcp_bind_monitor_filter(mctx, sock, null)).isZero();
        assertThat(mtcp.mtcp_bind_monitor_filter(mctx, sock, filter)).isZero();
        mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_CONN_START, MOS_HK_RCV, (context, flow, side, event, arg) -> {
            final InetSocketAddress[] name = new InetSocketAddress[1];
            mtcp.mtcp_getpeername(context, flow, name, MOS_SIDE_SVR);
            ports.add(name[0].getPort());
        });
        mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_ORPHAN, MOS_NULL, (context, number, side, event, arg) ->
            ports.add(number == sock && side == MosApi.MOS_SIDE_BOTH ? 0 : -1));
        for (int port = 80; port < 84; port++) {
            dialogue().from(SERVER, "192.0.2.1", port).open();
            dialogue().from(SERVER, "192.0.2.2", port).say(CLIENT, "orphan");
        }
        assertThat(ports).containsExactly(81, 82, 0, 0);
    }

    @Test
    void shouldRefuseWrongFiltersAndSockets() {
        final int sock = stream();
        final MonitorFilter wrong = new MonitorFilter();
        wrong.stream_syn_filter = "port of call";
        fails(mtcp.mtcp_bind_monitor_filter(mctx, sock, wrong), Errno.EINVAL);
        fails(mtcp.mtcp_bind_monitor_filter(mctx, NO_SOCKET, wrong), Errno.EBADF);
        inside(sock, MosApi.MOS_ON_CONN_START, MOS_HK_SND, (flow, side) ->
            fails(mtcp.mtcp_bind_monitor_filter(mctx, flow, new MonitorFilter()), Errno.ENOPROTOOPT));
        dialogue().open();
        assertInside();
    }

    @Test
    void shouldShowEveryFrameOnceOnRawSockets() {
        final int sock = mtcp.mtcp_socket(mctx, AF_INET, MosApi.MOS_SOCK_MONITOR_RAW, 0);
        final MonitorFilter filter = new MonitorFilter();
        filter.raw_pkt_filter = "udp or tcp";
        final PktInfo pkt = new PktInfo();
        assertThat(mtcp.mtcp_bind_monitor_filter(mctx, sock, filter)).isZero();
        inside(sock, MosApi.MOS_ON_PKT_IN, MOS_NULL, (number, side) -> {
            assertThat(number).isEqualTo(sock);
            assertThat(mtcp.mtcp_getlastpkt(mctx, number, side, pkt)).isZero();
            assertThat(pkt.iph.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 0x45);
        });
        dialogue().datagram(CLIENT, new byte[4]).echo(CLIENT, 1, 1).open();
        assertThat(seen).hasSize(4);
        assertInside();
    }

    @Test
    void shouldEndMonitoringWhenASocketIsClosed() {
        final int sock = stream();
        inside(sock, MosApi.MOS_ON_PKT_IN, MOS_HK_SND, (flow, side) -> assertThat(mtcp.mtcp_close(mctx, flow)).isZero());
        dialogue().open();
        assertThat(seen).hasSize(1);
        assertInside();
        assertThat(mtcp.mtcp_close(mctx, sock)).isZero();
        dialogue().from(CLIENT, "10.0.0.2", 1).open();
        assertThat(seen).hasSize(1);
        fails(mtcp.mtcp_close(mctx, sock), Errno.EBADF);
        assertThat(stack.monitors()).hasSize(1);
    }

    @Test
    void shouldCloseAMonitorInItsOwnCallbackAndOpenAnother() {
        final int first = stream();
        final List<String> second = new ArrayList<>();
        inside(first, MosApi.MOS_ON_CONN_START, MOS_HK_SND, (flow, side) -> {
            assertThat(mtcp.mtcp_close(mctx, first)).isZero();
            assertThat(mtcp.mtcp_register_callback(mctx, stream(), MosApi.MOS_ON_CONN_START, MOS_HK_SND,
                (context, sock, sender, event, arg) -> second.add("server " + sender))).isZero();
        });
        inside(first, MosApi.MOS_ON_TCP_STATE_CHANGE, MOS_HK_RCV, (flow, side) -> assertThat(side).isNull());
        dialogue().open();
        assertThat(seen).hasSize(1);
        assertInside();
        dialogue().from(CLIENT, "10.0.0.2", 1).open();
        assertThat(seen).hasSize(1);
        assertThat(second).containsExactly("server 0");
        fails(mtcp.mtcp_close(mctx, first), Errno.EBADF);
    }

    @Test
    void shouldDestroyAContextInItsOwnCallback() {
        inside(stream(), MosApi.MOS_ON_PKT_IN, MOS_HK_SND, (flow, side) ->
            assertThat(mtcp.mtcp_destroy_context(mctx)).isZero());
        dialogue().open();
        assertThat(seen).hasSize(1);
        assertInside();
        assertThat(stack.monitors()).isEmpty();
        assertThat(mtcp.mtcp_create_context(0)).isNotNull();
    }

    @Test
    void shouldRefuseCallbacksThatAreNeverCalled() {
        final int sock = stream();
        final int raw = mtcp.mtcp_socket(mctx, AF_INET, MosApi.MOS_SOCK_MONITOR_RAW, 0);
        fails(mtcp.mtcp_register_callback(mctx, sock, 0, MOS_HK_SND, NOTHING), Errno.EINVAL);
        fails(mtcp.mtcp_register_callback(mctx, sock, 5, MOS_HK_SND, NOTHING), Errno.EINVAL);
        fails(mtcp.mtcp_register_callback(mctx, sock, 0x1000, MOS_HK_SND, NOTHING), Errno.EINVAL);
        fails(mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_PKT_OUT, MOS_HK_SND, NOTHING), Errno.EINVAL);
        fails(mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_CONN_NEW_DATA, MOS_HK_SND, NOTHING), Errno.EINVAL);
        fails(mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_PKT_IN, 7, NOTHING), Errno.EINVAL);
        fails(mtcp.mtcp_register_callback(mctx, NO_SOCKET, MosApi.MOS_ON_PKT_IN, MOS_HK_SND, NOTHING), Errno.EINVAL);
        fails(mtcp.mtcp_register_callback(mctx, raw, MosApi.MOS_ON_PKT_IN, MOS_HK_SND, NOTHING), Errno.EINVAL);
        assertThat(mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_PKT_IN, MOS_NULL, NOTHING)).isZero();
    }

    @Test
    void shouldTakeCallbacksBackAndReplaceThem() {
        final int sock = stream();
        final List<Integer> calls = new ArrayList<>();
        mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_PKT_IN, MOS_HK_SND, (c, flow, side, event, arg) -> calls.add(1));
        mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_PKT_IN, MOS_HK_SND, (c, flow, side, event, arg) -> calls.add(2));
        final TcpDialogue dialogue = dialogue().open();
        assertThat(calls).containsExactly(2, 2, 2);
        assertThat(mtcp.mtcp_unregister_callback(mctx, sock, MosApi.MOS_ON_PKT_IN, MOS_HK_SND)).isZero();
        dialogue.say(CLIENT, "x");
        assertThat(calls).hasSize(3);
        fails(mtcp.mtcp_unregister_callback(mctx, sock, MosApi.MOS_ON_PKT_IN, MOS_HK_SND), Errno.EINVAL);
        assertThat(mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_PKT_IN, MOS_HK_SND, null)).isZero();
    }

    @Test
    void shouldChangeOneFlowOnlyThroughItsSocket() {
        final int sock = stream();
        final List<Integer> calls = new ArrayList<>();
        final Callback count = (context, flow, side, event, arg) -> calls.add(flow);
        inside(sock, MosApi.MOS_ON_CONN_START, MOS_HK_SND, (flow, side) -> {
            if (calls.isEmpty()) {
                assertThat(mtcp.mtcp_register_callback(mctx, flow, MosApi.MOS_ON_REXMIT, MOS_HK_RCV, count)).isZero();
            }
        });
        final TcpDialogue one = dialogue().open();
        one.say(CLIENT, "abc").send(CLIENT, 0x10, 0, 0, "abc".getBytes(StandardCharsets.US_ASCII));
        final TcpDialogue other = dialogue().from(CLIENT, "10.0.0.9", 9).open();
        other.say(CLIENT, "abc").send(CLIENT, 0x10, 0, 0, "abc".getBytes(StandardCharsets.US_ASCII));
        assertThat(calls).hasSize(1);
        assertInside();
    }

    @Test
    void shouldDefineEventsFromOneThousandHexadecimalUp() {
        final Filter filter = (context, flow, side, event, arg) -> true;
        final byte[] bytes = {1, 2};
        final long first = mtcp.mtcp_define_event(MosApi.MOS_ON_PKT_IN, filter, new FilterArg(bytes, 2));
        assertThat(first).isEqualTo(0x1000);
        bytes[0] = 9;
        assertThat(mtcp.mtcp_define_event(MosApi.MOS_ON_PKT_IN, filter, new FilterArg(new byte[] {1, 2}, 2))).isEqualTo(first);
        assertThat(mtcp.mtcp_define_event(MosApi.MOS_ON_PKT_IN, filter, new FilterArg(bytes, 2))).isEqualTo(0x1001);
        assertThat(mtcp.mtcp_define_event(first, filter, null)).isEqualTo(0x1002);
        assertThat(mtcp.mtcp_alloc_event(first)).isEqualTo(0x1003);
    }

    @Test
    void shouldAnswerNoEventWithEinvalForWrongDefinitions() {
        final Filter filter = (context, flow, side, event, arg) -> true;
        for (long event : new long[] {mtcp.mtcp_define_event(MosApi.MOS_ON_PKT_IN, null, null),
            mtcp.mtcp_define_event(MosApi.MOS_ON_PKT_IN, filter, new FilterArg(null, 3)),
            mtcp.mtcp_define_event(MosApi.MOS_NULL_EVENT, filter, null), mtcp.mtcp_define_event(0x1234, filter, null),
            mtcp.mtcp_define_event(MosApi.MOS_ON_PKT_OUT, filter, null), mtcp.mtcp_alloc_event(0x1234)}) {
            assertThat(event).isEqualTo(MosApi.MOS_NULL_EVENT);
            assertThat(mtcp.errno(null)).isEqualTo(Errno.EINVAL.number());
        }
        assertThat(mtcp.mtcp_remove_ude(0x1234)).isEqualTo(-1);
    }

    @Test
    void shouldStopDefiningEventsWhenThereAreTooMany() {
        final long parent = mtcp.mtcp_define_event(MosApi.MOS_ON_PKT_IN, (context, flow, side, event, arg) -> true, null);
        long last = parent;
        for (int i = 1; i < 30_240; i++) {
            last = mtcp.mtcp_alloc_event(parent);
        }
        assertThat(last).isEqualTo(0x1000 + 30_239);
        assertThat(mtcp.mtcp_alloc_event(parent)).isEqualTo(MosApi.MOS_NULL_EVENT);
        assertThat(mtcp.errno(null)).isEqualTo(Errno.ENOMEM.number());
    }

    @Test
    void shouldRaiseUserDefinedEventsInDepthWithTheirArguments() {
        final int sock = stream();
        final List<String> calls = new ArrayList<>();
        final List<Integer> raised = new ArrayList<>();
        final long[] children = new long[2];
        final FilterArg argument = new FilterArg(new byte[] {7}, 1);
        final long sized = mtcp.mtcp_define_event(MosApi.MOS_ON_CONN_NEW_DATA, (context, flow, side, event, arg) -> {
            calls.add("filter " + event + " " + arg.arg()[0]);
            final int length = mtcp.mtcp_peek(context, flow, side, memory, 100);
            raised.add(mtcp.mtcp_raise_event(context, children[length > 3 ? 1 : 0]));
            return true;
        }, argument);
        children[0] = mtcp.mtcp_alloc_event(sized);
        children[1] = mtcp.mtcp_alloc_event(sized);
        final Callback log = (context, flow, side, event, arg) ->
            calls.add(Long.toHexString(event) + (arg == null ? "" : " " + arg.arg()[0]));
        for (long event : new long[] {sized, children[0], children[1]}) {
            assertThat(mtcp.mtcp_register_callback(mctx, sock, event, MOS_NULL, log)).isZero();
            fails(mtcp.mtcp_register_callback(mctx, sock, event, MOS_HK_SND, log), Errno.EINVAL);
        }
        final TcpDialogue dialogue = dialogue().open().say(CLIENT, "ab");
        assertThat(calls).containsExactly("filter 16 7", "1000 7", "1001");
        calls.clear();
        dialogue.say(SERVER, "abcdef");
        assertThat(calls).containsExactly("filter 16 7", "1000 7", "1002");
        calls.clear();
        assertThat(mtcp.mtcp_remove_ude(children[1])).isZero();
        dialogue.say(SERVER, "abcdef");
        assertThat(calls).containsExactly("filter 16 7", "1000 7");
        assertThat(raised).containsExactly(0, 0, -1);
        assertThat(mtcp.mtcp_remove_ude(sized)).isEqualTo(-1);
    }

    @Test
    void shouldRaiseNothingOutsideOfFilters() {
        final int sock = stream();
        final long event = mtcp.mtcp_alloc_event(mtcp.mtcp_define_event(MosApi.MOS_ON_PKT_IN,
            (context, flow, side, number, arg) -> true, null));
        fails(mtcp.mtcp_raise_event(mctx, event), Errno.EPERM);
        inside(sock, MosApi.MOS_ON_CONN_START, MOS_HK_SND, (flow, side) -> {
            fails(mtcp.mtcp_raise_event(mctx, event), Errno.EINVAL);
            fails(mtcp.mtcp_raise_event(mctx, MosApi.MOS_ON_PKT_IN), Errno.EINVAL);
        });
        dialogue().open();
        assertInside();
    }

    @Test
    void shouldCallTimersOnceByTheSourcesClock() {
        final List<Integer> calls = new ArrayList<>();
        fails(mtcp.mtcp_settimer(mctx, 1, null, NOTHING), Errno.EINVAL);
        fails(mtcp.mtcp_settimer(mctx, 1, Duration.ofSeconds(1), null), Errno.EINVAL);
        fails(mtcp.mtcp_settimer(mctx, 1, Duration.ofSeconds(-1), NOTHING), Errno.EINVAL);
        final Callback count = (context, id, side, event, arg) -> {
            calls.add(id);
            fails(mtcp.mtcp_getlastpkt(context, stream(), 0, new PktInfo()), Errno.ENODATA);
            fails(mtcp.mtcp_cb_dropcurpkt(context), Errno.ENODATA);
        };
        assertThat(mtcp.mtcp_settimer(mctx, 2, Duration.ofMillis(20), count)).isZero();
        assertThat(mtcp.mtcp_settimer(mctx, 1, Duration.ofMillis(10), count)).isZero();
        source.advance(1_000_000_000L);
        assertThat(calls).isEmpty();
        source.advance(1_030_000_000L);
        source.advance(1_090_000_000L);
        assertThat(calls).containsExactly(1, 2);
        assertThat(mtcp.mtcp_cb_get_ts(mctx)).isEqualTo(1_090_000);
        source.advance((1L << 32) * 1000 + 5000);
        assertThat(mtcp.mtcp_cb_get_ts(mctx)).isEqualTo(5);
    }
}
