package org.mapi.mos.ported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.mos.c.MosApi.AF_INET;
import static org.mapi.mos.c.MosApi.MOS_HK_RCV;
import static org.mapi.mos.c.MosApi.MOS_HK_SND;
import static org.mapi.mos.c.MosApi.MOS_NULL;
import static org.mapi.mos.c.MosApi.MOS_SIDE_CLI;
import static org.mapi.mos.c.MosApi.MOS_SIDE_SVR;
import static org.mapi.mos.c.MosApi.SOL_MONSOCKET;
import static org.mapi.testkit.TcpDialogue.CLIENT;
import static org.mapi.testkit.TcpDialogue.SERVER;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.mapi.mos.Errno;
import org.mapi.mos.c.MosApi;
import org.mapi.mos.c.PktInfo;
import org.mapi.mos.c.TcpBufInfo;
import org.mapi.mos.c.TcpRingFragment;
import org.mapi.testkit.TcpDialogue;

/** What mos_api.h tells of flows and lets be done to them, and each errno. */
class CFlowsTest extends CNames {
    @Test
    void shouldKeepOneUserContextPerFlowAndMonitor() {
        final int sock = stream();
        mtcp.mtcp_set_uctx(mctx, sock, "monitor");
        assertThat(mtcp.mtcp_get_uctx(mctx, sock)).isEqualTo("monitor");
        final int[] flows = new int[1];
        inside(sock, MosApi.MOS_ON_PKT_IN, MOS_HK_SND, (flow, side) -> {
            final Object former = mtcp.mtcp_get_uctx(mctx, flow);
            mtcp.mtcp_set_uctx(mctx, flow, former == null ? 1 : (Integer) former + 1);
            flows[0] = flow;
        });
        dialogue().open();
        final List<Object> values = new ArrayList<>();
        mtcp.mtcp_settimer(mctx, 1, Duration.ofMillis(1), (context, id, side, event, arg) ->
            values.add(mtcp.mtcp_get_uctx(context, flows[0])));
        assertThat(mtcp.mtcp_get_uctx(mctx, flows[0])).isNull();
        assertThat(mtcp.errno(mctx)).isEqualTo(Errno.EPERM.number());
        source.advance(1_800_000_000_000_000_000L);
        assertThat(values).containsExactly(3);
        assertThat(mtcp.mtcp_get_uctx(mctx, NO_SOCKET)).isNull();
        assertThat(mtcp.errno(mctx)).isEqualTo(Errno.EBADF.number());
        assertInside();
    }

    @Test
    void shouldNameTheClientFirst() {
        final int sock = stream();
        final InetSocketAddress[] one = new InetSocketAddress[1];
        final InetSocketAddress[] both = new InetSocketAddress[2];
        fails(mtcp.mtcp_getpeername(mctx, sock, one, MOS_SIDE_CLI), Errno.EPERM);
        inside(sock, MosApi.MOS_ON_CONN_START, MOS_HK_SND, (flow, side) -> {
            assertThat(mtcp.mtcp_getpeername(mctx, flow, both, MosApi.MOS_SIDE_BOTH)).isZero();
            assertThat(both).containsExactly(new InetSocketAddress("10.0.0.1", 40_000), new InetSocketAddress("192.0.2.1", 80));
            assertThat(mtcp.mtcp_getpeername(mctx, flow, one, MOS_SIDE_SVR)).isZero();
            assertThat(one).containsExactly(both[1]);
            fails(mtcp.mtcp_getpeername(mctx, flow, one, MosApi.MOS_SIDE_BOTH), Errno.EINVAL);
            fails(mtcp.mtcp_getpeername(mctx, flow, both, MOS_SIDE_CLI), Errno.EINVAL);
            fails(mtcp.mtcp_getpeername(mctx, flow, one, 3), Errno.EINVAL);
            fails(mtcp.mtcp_getpeername(mctx, sock, one, MOS_SIDE_CLI), Errno.ENOTCONN);
            fails(mtcp.mtcp_getpeername(mctx, NO_SOCKET, one, MOS_SIDE_CLI), Errno.EBADF);
        });
        dialogue().open();
        assertInside();
    }

    @Test
    void shouldLeaveNoSocketBehindWhenOneOfSeveralCallbacksStopsEveryFlow() {
        final int sock = stream();
        final Set<Integer> numbers = new TreeSet<>();
        final int[] late = new int[1];
        assertThat(mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_PKT_IN, MOS_HK_SND, (context, flow, side, event, a) -> {
            numbers.add(flow);
            mtcp.mtcp_set_uctx(context, flow, "kept");
            mtcp.mtcp_cb_stop(context, flow, MosApi.MOS_SIDE_BOTH);
        })).isZero();
        for (long event : new long[] {MosApi.MOS_ON_TCP_STATE_CHANGE, MosApi.MOS_ON_CONN_START, MosApi.MOS_ON_CONN_END}) {
            assertThat(mtcp.mtcp_register_callback(mctx, sock, event, MOS_HK_SND, (context, flow, side, number, arg) -> {
                numbers.add(flow);
                late[0]++;
            })).isZero();
        }
        for (int i = 0; i < 1000; i++) {
            dialogue().from(CLIENT, "10.0.0.1", 20_000 + i).open().close(CLIENT);
        }
        assertThat(late[0]).as("told of a flow after it was stopped").isZero();
        assertThat(numbers).isNotEmpty().allSatisfy(number -> {
            assertThat(mtcp.mtcp_get_uctx(mctx, number)).isNull();
            assertThat(mtcp.errno(mctx)).as("errno of socket %d", number).isEqualTo(Errno.EBADF.number());
        });
        assertThat(stack.monitors()).allSatisfy(monitor -> assertThat(monitor.flows()).isZero());
        assertThat(source.information().statistics().flowsNow()).isZero();
        assertThat(source.information().statistics().applicationFaults()).isZero();
    }

    @Test
    void shouldNameAFlowInTimersToo() {
        final int sock = stream();
        final int[] flows = new int[1];
        final InetSocketAddress[] both = new InetSocketAddress[2];
        inside(sock, MosApi.MOS_ON_CONN_START, MOS_HK_SND, (flow, side) -> flows[0] = flow);
        final TcpDialogue dialogue = dialogue().from(CLIENT, "2001:db8::1", 5).from(SERVER, "2001:db8::2", 6).open();
        mtcp.mtcp_settimer(mctx, 1, Duration.ofMillis(1), (context, id, side, event, arg) -> {
            seen.add(mtcp.mtcp_getpeername(context, flows[0], both, MosApi.MOS_SIDE_BOTH) == 0 ? "ok" : "failed");
            fails(mtcp.mtcp_peek(context, flows[0], MOS_SIDE_SVR, memory, 1), Errno.ENOTCONN);
        });
        source.advance(dialogue.time() + 1);
        source.advance(dialogue.time() + 5_000_000);
        assertInside();
        assertThat(both).containsExactly(new InetSocketAddress("2001:db8::1", 5), new InetSocketAddress("2001:db8::2", 6));
        assertThat(source.information().statistics().applicationFaults()).isZero();
    }

    @Test
    void shouldReadInOrderAndTellWhatWasLost() {
        final int sock = stream();
        final List<Integer> read = new ArrayList<>();
        fails(mtcp.mtcp_peek(mctx, sock, MOS_SIDE_SVR, memory, 10), Errno.EPERM);
        inside(sock, MosApi.MOS_ON_CONN_END, MOS_HK_RCV, (flow, side) -> {
            if (side == MOS_SIDE_SVR) {
                read.add(mtcp.mtcp_peek(mctx, flow, side, memory, 10_000));
                assertThat(mtcp.errno(mctx)).isEqualTo(Errno.ENODATA.number());
                read.add(mtcp.mtcp_peek(mctx, flow, side, memory, 10_000));
                read.add(mtcp.mtcp_peek(mctx, flow, side, memory, 10_000));
                fails(mtcp.mtcp_peek(mctx, flow, 2, memory, 1), Errno.EINVAL);
                fails(mtcp.mtcp_peek(mctx, flow, side, null, 1), Errno.EINVAL);
                fails(mtcp.mtcp_peek(mctx, sock, side, memory, 1), Errno.ENOTSOCK);
                fails(mtcp.mtcp_peek(mctx, NO_SOCKET, side, memory, 1), Errno.EBADF);
            }
        });
        final TcpDialogue dialogue = dialogue().open();
        for (int i = 0; i < 20; i++) {
            dialogue.say(CLIENT, new byte[1000]);
        }
        dialogue.close(CLIENT);
        assertInside();
        assertThat(read).containsExactly(-11_808, 8192, 0);
    }

    @Test
    void shouldReadAnywhereWithoutMovingThePosition() {
        final int sock = stream();
        fails(mtcp.mtcp_ppeek(mctx, sock, MOS_SIDE_SVR, memory, 1, 0), Errno.EPERM);
        inside(sock, MosApi.MOS_ON_CONN_NEW_DATA, MOS_NULL, (flow, side) -> {
            assertThat(mtcp.mtcp_ppeek(mctx, flow, side, memory, 2, 1)).isEqualTo(2);
            assertThat(text(2)).isEqualTo("bc");
            assertThat(mtcp.mtcp_ppeek(mctx, flow, side, memory, 10, 10)).isEqualTo(3);
            assertThat(text(3)).isEqualTo("xyz");
            fails(mtcp.mtcp_ppeek(mctx, flow, side, memory, 1, 5), Errno.ENODATA);
            assertThat(mtcp.mtcp_peek(mctx, flow, side, memory, 10)).isEqualTo(4);
            fails(mtcp.mtcp_ppeek(mctx, sock, side, memory, 1, 0), Errno.ESOCKTNOSUPPORT);
            assertThat(mtcp.mtcp_setsockopt(mctx, flow, SOL_MONSOCKET, MosApi.MOS_STOP_MON, MOS_SIDE_CLI)).isZero();
            fails(mtcp.mtcp_ppeek(mctx, flow, MOS_SIDE_CLI, memory, 1, 0), Errno.EACCES);
        });
        dialogue().open().send(CLIENT, 0x10, 10, 0, "xyz".getBytes(StandardCharsets.US_ASCII)).say(CLIENT, "abcd");
        assertInside();
    }

    @Test
    void shouldDescribeBuffersBySequenceNumbersAndPieces() {
        final int sock = stream();
        final TcpBufInfo info = new TcpBufInfo();
        final TcpRingFragment[] pieces = new TcpRingFragment[3];
        final int[] state = new int[1];
        inside(sock, MosApi.MOS_ON_CONN_NEW_DATA, MOS_NULL, (flow, side) -> {
            mtcp.mtcp_peek(mctx, flow, side, memory, 1);
            assertThat(mtcp.mtcp_getsockopt(mctx, flow, SOL_MONSOCKET, MosApi.MOS_INFO_SVRBUF, info)).isZero();
            assertThat(List.of(info.tcpbi_init_seq, info.tcpbi_last_byte_read, info.tcpbi_next_byte_expected,
                info.tcpbi_last_byte_received)).containsExactly(0xffff_ffffL, 0L, 3L, 12L);
            assertThat(mtcp.mtcp_getsockopt(mctx, flow, SOL_MONSOCKET, MosApi.MOS_FRAGINFO_SVRBUF, pieces)).isZero();
            assertThat(List.of(pieces[0].offset, pieces[0].len, pieces[1].offset, pieces[1].len, pieces[2].len))
                .containsExactly(0L, 4L, 10L, 3L, 0L);
            assertThat(mtcp.mtcp_getsockopt(mctx, flow, SOL_MONSOCKET, MosApi.MOS_TCP_STATE_SVR, state)).isZero();
            assertThat(state[0]).isEqualTo(MosApi.TCP_ESTABLISHED);
            assertThat(mtcp.mtcp_getsockopt(mctx, flow, SOL_MONSOCKET, MosApi.MOS_TIMESTAMP, state)).isZero();
            fails(mtcp.mtcp_getsockopt(mctx, flow, SOL_MONSOCKET, MosApi.MOS_SEQ_REMAP, state), Errno.ENOSYS);
            fails(mtcp.mtcp_getsockopt(mctx, flow, MosApi.SOL_SOCKET, MosApi.MOS_TIMESTAMP, state), Errno.ENOSYS);
            fails(mtcp.mtcp_getsockopt(mctx, flow, SOL_MONSOCKET, MosApi.MOS_TCP_STATE_CLI, info), Errno.EINVAL);
            fails(mtcp.mtcp_getsockopt(mctx, flow, SOL_MONSOCKET, MosApi.MOS_TCP_STATE_CLI, new int[2]), Errno.EINVAL);
            fails(mtcp.mtcp_getsockopt(mctx, sock, SOL_MONSOCKET, MosApi.MOS_TCP_STATE_CLI, state), Errno.ENOTSOCK);
            fails(mtcp.mtcp_getsockopt(mctx, NO_SOCKET, SOL_MONSOCKET, MosApi.MOS_TCP_STATE_CLI, state), Errno.EBADF);
        });
        fails(mtcp.mtcp_getsockopt(mctx, sock, SOL_MONSOCKET, MosApi.MOS_TCP_STATE_CLI, state), Errno.EPERM);
        dialogue().sequences(-2, 7).open().send(CLIENT, 0x10, 10, 0, "xyz".getBytes(StandardCharsets.US_ASCII))
            .say(CLIENT, "abcd");
        assertInside();
    }

    @Test
    void shouldSetBuffersAndOverlapPolicies() {
        final int sock = stream();
        final int raw = mtcp.mtcp_socket(mctx, AF_INET, MosApi.MOS_SOCK_MONITOR_RAW, 0);
        assertThat(mtcp.mtcp_setsockopt(mctx, sock, SOL_MONSOCKET, MosApi.MOS_CLIBUF, 0)).isZero();
        assertThat(mtcp.mtcp_setsockopt(mctx, sock, SOL_MONSOCKET, MosApi.MOS_SVRBUF, 65_536)).isZero();
        assertThat(mtcp.mtcp_setsockopt(mctx, sock, SOL_MONSOCKET, MosApi.MOS_SVROVERLAP, 1)).isZero();
        fails(mtcp.mtcp_setsockopt(mctx, sock, SOL_MONSOCKET, MosApi.MOS_SVRBUF, -1), Errno.EINVAL);
        fails(mtcp.mtcp_setsockopt(mctx, sock, SOL_MONSOCKET, MosApi.MOS_SVROVERLAP, 2), Errno.EINVAL);
        fails(mtcp.mtcp_setsockopt(mctx, sock, SOL_MONSOCKET, MosApi.MOS_SVROVERLAP, 0, 0), Errno.EINVAL);
        fails(mtcp.mtcp_setsockopt(mctx, sock, SOL_MONSOCKET, MosApi.MOS_SEQ_REMAP, 0), Errno.ENOSYS);
        fails(mtcp.mtcp_setsockopt(mctx, sock, SOL_MONSOCKET, MosApi.MOS_STOP_MON, 0), Errno.ENOTSOCK);
        fails(mtcp.mtcp_setsockopt(mctx, raw, SOL_MONSOCKET, MosApi.MOS_CLIBUF, 0), Errno.ENOTSOCK);
        fails(mtcp.mtcp_setsockopt(mctx, NO_SOCKET, SOL_MONSOCKET, MosApi.MOS_CLIBUF, 0), Errno.EBADF);
        inside(sock, MosApi.MOS_ON_CONN_NEW_DATA, MOS_NULL, (flow, side) -> {
            assertThat(mtcp.mtcp_peek(mctx, flow, side, memory, 65_536)).isEqualTo(20_006);
            assertThat(text(6)).isEqualTo("aabbbb");
            fails(mtcp.mtcp_setsockopt(mctx, flow, SOL_MONSOCKET, MosApi.MOS_CLIOVERLAP, 1), Errno.EFAULT);
            assertThat(mtcp.mtcp_setsockopt(mctx, flow, SOL_MONSOCKET, MosApi.MOS_SVROVERLAP, 0)).isZero();
            assertThat(mtcp.mtcp_setsockopt(mctx, flow, SOL_MONSOCKET, MosApi.MOS_SVRBUF, 4096)).isZero();
            fails(mtcp.mtcp_peek(mctx, flow, MOS_SIDE_CLI, memory, 1), Errno.EINVAL);
        });
        dialogue().open().send(CLIENT, 0x10, 2, 0, "xxxx".getBytes(StandardCharsets.US_ASCII))
            .send(CLIENT, 0x10, 2, 0, ("bbbb" + "c".repeat(20_000)).getBytes(StandardCharsets.US_ASCII)).say(CLIENT, "aa");
        assertInside();
    }

    @Test
    void shouldStopTellingOfASide() {
        final int sock = stream();
        inside(sock, MosApi.MOS_ON_PKT_IN, MOS_HK_SND, (flow, side) -> {
            assertThat(side).isEqualTo(MOS_SIDE_CLI);
            fails(mtcp.mtcp_cb_stop(mctx, flow, 3), Errno.EINVAL);
            assertThat(mtcp.mtcp_cb_stop(mctx, flow, MOS_SIDE_SVR)).isZero();
        });
        dialogue().open().say(SERVER, "unheard");
        assertThat(seen).hasSize(2);
        assertInside();
    }

    @Test
    void shouldRefuseToResetOrSendThroughPassiveSources() {
        final int sock = stream();
        final PktInfo pkt = new PktInfo();
        fails(mtcp.mtcp_reset_conn(mctx, sock), Errno.EPERM);
        inside(sock, MosApi.MOS_ON_CONN_START, MOS_HK_RCV, (flow, side) -> {
            fails(mtcp.mtcp_reset_conn(mctx, flow), Errno.EPERM);
            fails(mtcp.mtcp_reset_conn(mctx, sock), Errno.EINVAL);
            fails(mtcp.mtcp_reset_conn(mctx, NO_SOCKET), Errno.EBADF);
            fails(mtcp.mtcp_sendpkt(mctx, flow, pkt), Errno.ENODATA);
            assertThat(mtcp.mtcp_getlastpkt(mctx, flow, MOS_SIDE_CLI, pkt)).isZero();
            fails(mtcp.mtcp_sendpkt(mctx, flow, pkt), Errno.EPERM);
            assertThat(mtcp.mtcp_sendpkt(mctx, sock, pkt)).isZero();
            fails(mtcp.mtcp_sendpkt(mctx, NO_SOCKET, pkt), Errno.EBADF);
        });
        dialogue().open();
        assertInside();
    }
}
