package org.mapi.mos.ported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.mos.c.MosApi.MOS_HK_SND;
import static org.mapi.mos.c.MosApi.MOS_NULL;
import static org.mapi.mos.c.MosApi.MOS_SIDE_CLI;
import static org.mapi.mos.c.MosApi.MOS_SIDE_SVR;
import static org.mapi.mos.c.MosApi.SOL_MONSOCKET;
import static org.mapi.testkit.TcpDialogue.CLIENT;
import static org.mapi.testkit.TcpDialogue.SERVER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mapi.mos.Errno;
import org.mapi.mos.c.MosApi;
import org.mapi.mos.c.PktInfo;
import org.mapi.testkit.TcpDialogue;

/** The functions of mos_api.h that look at and change packets, and each errno. */
class CPacketsTest extends CNames {
    @Test
    void shouldCopyTheLastFrameOfTheSideAskedForWithEveryField() {
        final int sock = stream();
        final PktInfo client = new PktInfo();
        final PktInfo server = new PktInfo();
        fails(mtcp.mtcp_getlastpkt(mctx, sock, MOS_SIDE_CLI, client), Errno.EPERM);
        inside(sock, MosApi.MOS_ON_CONN_START, MOS_HK_SND, (flow, side) -> {
            if (side == MOS_SIDE_CLI) {
                fails(mtcp.mtcp_getlastpkt(mctx, flow, MOS_SIDE_SVR, server), Errno.ENODATA);
                fails(mtcp.mtcp_getlastpkt(mctx, sock, MOS_SIDE_CLI, server), Errno.EBADF);
                fails(mtcp.mtcp_getlastpkt(mctx, NO_SOCKET, MOS_SIDE_CLI, server), Errno.EBADF);
                fails(mtcp.mtcp_getlastpkt(mctx, flow, MosApi.MOS_SIDE_BOTH, server), Errno.EINVAL);
            }
        });
        inside(sock, MosApi.MOS_ON_CONN_NEW_DATA, MOS_NULL, (flow, side) -> {
            assertThat(mtcp.mtcp_getlastpkt(mctx, flow, MOS_SIDE_SVR, server)).isZero();
            assertThat(server.tcph.get(ValueLayout.JAVA_BYTE, 13)).isEqualTo((byte) 0x12);
            final MemorySegment frame = Arena.ofAuto().allocate(2000);
            final PktInfo kept = new PktInfo();
            assertThat(mtcp.mtcp_clonepkt(mctx, kept, frame, server)).isZero();
            fails(mtcp.mtcp_clonepkt(mctx, kept, frame.asSlice(0, 10), server), Errno.EINVAL);
            assertThat(mtcp.mtcp_getlastpkt(mctx, flow, MOS_SIDE_CLI, client)).isZero();
            assertThat(client.ethh.address()).isEqualTo(server.ethh.address());
            assertThat(kept.tcph.get(ValueLayout.JAVA_BYTE, 13)).isEqualTo((byte) 0x12);
            assertThat(kept.seq).isEqualTo(5000);
        });
        final TcpDialogue dialogue = dialogue().open().say(CLIENT, "hello");
        assertInside();
        assertThat(client.cur_ts).isEqualTo(dialogue.time() / 1_000_000 & 0xffff_ffffL);
        assertThat(List.of(client.in_ifidx, client.eth_len, client.ip_len, client.payloadlen, client.window))
            .containsExactly(0, 59, 45, 5, 65_535);
        assertThat(List.of(client.offset, client.seq, client.ack_seq)).containsExactly(0L, 1001L, 5001L);
        assertThat(client.payload.toArray(ValueLayout.JAVA_BYTE)).containsExactly('h', 'e', 'l', 'l', 'o');
        assertThat(client.iph.byteSize()).isEqualTo(45);
        assertThat(client.tcph.byteSize()).isEqualTo(25);
        assertThat(client.ethh.byteSize()).isEqualTo(59);
    }

    @Test
    void shouldKnowThePacketAtHandOnlyWhereLastFramesAreNotKept() {
        mtcp.keepLastFrames(false);
        final int sock = stream();
        final PktInfo pkt = new PktInfo();
        inside(sock, MosApi.MOS_ON_PKT_IN, MOS_HK_SND, (flow, side) -> {
            assertThat(mtcp.mtcp_getlastpkt(mctx, flow, side, pkt)).isZero();
            fails(mtcp.mtcp_getlastpkt(mctx, flow, 1 - side, pkt), Errno.ENODATA);
        });
        dialogue().open();
        assertInside();
    }

    @Test
    void shouldChangeThePacketAtHand() {
        final int sock = stream();
        final PktInfo pkt = new PktInfo();
        memory.setString(0, "HELLO");
        final int both = MosApi.MOS_UPDATE_IP_CHKSUM | MosApi.MOS_UPDATE_TCP_CHKSUM;
        inside(sock, MosApi.MOS_ON_PKT_IN, MOS_HK_SND, (flow, side) -> {
            mtcp.mtcp_getlastpkt(mctx, flow, side, pkt);
            if (pkt.payloadlen > 0) {
                assertThat(mtcp.mtcp_setlastpkt(mctx, flow, side, 0, memory, 5,
                    MosApi.MOS_OVERWRITE | MosApi.MOS_TCP_PAYLOAD | both)).isZero();
                assertThat(mtcp.mtcp_setlastpkt(mctx, flow, side, 1, memory, 2,
                    MosApi.MOS_INSERT | MosApi.MOS_TCP_PAYLOAD | both)).isZero();
                assertThat(mtcp.mtcp_setlastpkt(mctx, flow, side, 3, null, 3,
                    MosApi.MOS_CHOMP | MosApi.MOS_TCP_PAYLOAD | both)).isZero();
                mtcp.mtcp_getlastpkt(mctx, flow, side, pkt);
                assertThat(pkt.payload.toArray(ValueLayout.JAVA_BYTE)).containsExactly('H', 'H', 'E', 'O');
                assertThat(pkt.ip_len).isEqualTo(44);
            }
        });
        dialogue().open().say(CLIENT, "hello");
        assertInside();
    }

    @Test
    void shouldAnswerEachErrnoOfSetlastpkt() {
        final int sock = stream();
        final int overwrite = MosApi.MOS_OVERWRITE | MosApi.MOS_TCP_HDR;
        fails(mtcp.mtcp_setlastpkt(mctx, sock, 0, 0, memory, 1, overwrite), Errno.EPERM);
        inside(sock, MosApi.MOS_ON_CONN_START, MOS_HK_SND, (flow, side) -> {
            fails(mtcp.mtcp_setlastpkt(mctx, NO_SOCKET, side, 0, memory, 1, overwrite), Errno.EBADF);
            fails(mtcp.mtcp_setlastpkt(mctx, sock, side, 0, memory, 1, overwrite), Errno.ESOCKTNOSUPPORT);
            fails(mtcp.mtcp_setlastpkt(mctx, flow, side, 0, memory, 1, 0), Errno.EAGAIN);
            fails(mtcp.mtcp_setlastpkt(mctx, flow, side, 0, memory, 1, MosApi.MOS_OVERWRITE), Errno.EAGAIN);
            fails(mtcp.mtcp_setlastpkt(mctx, flow, side, 0, memory, 1, overwrite | MosApi.MOS_CHOMP), Errno.EAGAIN);
            fails(mtcp.mtcp_setlastpkt(mctx, flow, side, 0, memory, 1, overwrite | MosApi.MOS_IP_HDR), Errno.EAGAIN);
            fails(mtcp.mtcp_setlastpkt(mctx, flow, side, 0, memory, 4, MosApi.MOS_INSERT | MosApi.MOS_ETH_HDR), Errno.EACCES);
            fails(mtcp.mtcp_setlastpkt(mctx, flow, side, 0, null, 4, MosApi.MOS_CHOMP | MosApi.MOS_ETH_HDR), Errno.EACCES);
            fails(mtcp.mtcp_setlastpkt(mctx, flow, side, 20, memory, 1, overwrite), Errno.EINVAL);
            fails(mtcp.mtcp_setlastpkt(mctx, flow, side, -1, memory, 1, overwrite), Errno.EINVAL);
            fails(mtcp.mtcp_setlastpkt(mctx, flow, side, 0, null, 1, overwrite), Errno.EINVAL);
            fails(mtcp.mtcp_setlastpkt(mctx, flow, 3, 0, memory, 1, overwrite), Errno.EINVAL);
            fails(mtcp.mtcp_setlastpkt(mctx, flow, side, 0, memory, 4, MosApi.MOS_INSERT | MosApi.MOS_TCP_PAYLOAD
                | MosApi.MOS_TRANSLATE_SEQ), Errno.EPERM);
            assertThat(mtcp.mtcp_setsockopt(mctx, flow, SOL_MONSOCKET, MosApi.MOS_SVRBUF, 0)).isZero();
            fails(mtcp.mtcp_setlastpkt(mctx, flow, side, 0, memory, 0, MosApi.MOS_OVERWRITE | MosApi.MOS_TCP_PAYLOAD),
                Errno.EINVAL);
            assertThat(mtcp.mtcp_setlastpkt(mctx, flow, side, -1, null, -1, MosApi.MOS_DROP | overwrite | MosApi.MOS_CHOMP))
                .isZero();
        });
        inside(sock, MosApi.MOS_ON_CONN_END, MOS_HK_SND, (flow, side) ->
            fails(mtcp.mtcp_setlastpkt(mctx, flow, side, 0, memory, 1, MosApi.MOS_DROP), Errno.ENOTCONN));
        inside(sock, MosApi.MOS_ON_CONN_NEW_DATA, MOS_NULL, (flow, side) -> {
            fails(mtcp.mtcp_setlastpkt(mctx, flow, side, 0, memory, 1, overwrite), Errno.ENODATA);
            fails(mtcp.mtcp_cb_dropcurpkt(mctx), Errno.ENODATA);
        });
        dialogue().send(CLIENT, 2, 0, 0, new byte[0]).send(SERVER, 0x12, 0, 0, new byte[0]).say(SERVER, "x").close(SERVER);
        assertThat(seen).hasSize(4);
        assertInside();
    }

    @Test
    void shouldDropThePacketAtHandAndKeepATextForDebugging() {
        final int sock = stream();
        inside(sock, MosApi.MOS_ON_ORPHAN, MOS_NULL, (number, side) -> {
            assertThat(mtcp.mtcp_cb_dropcurpkt(mctx)).isZero();
            assertThat(mtcp.mtcp_setlastpkt(mctx, number, side, 0, null, 0, MosApi.MOS_DROP)).isZero();
        });
        dialogue().say(CLIENT, "orphan");
        assertInside();
        mtcp.mtcp_set_debug_string(mctx, "here");
        assertThat(mtcp.mtcp_get_debug_string(mctx)).isEqualTo("here");
    }

    @Test
    void shouldWaitForTheEndOfTheSource() {
        source.end();
        mtcp.mtcp_app_join(mctx);
        assertThat(source.information().ended()).isTrue();
    }
}
