package org.mapi.mos.ported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.mos.c.MosApi.AF_INET;
import static org.mapi.mos.c.MosApi.MOS_HK_SND;
import static org.mapi.testkit.TcpDialogue.CLIENT;
import static org.mapi.testkit.TcpDialogue.SERVER;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.c.Mctx;
import org.mapi.mos.c.MosApi;
import org.mapi.mos.c.Mtcp;
import org.mapi.mos.c.PktInfo;
import org.mapi.mos.stack.MosStack;
import org.mapi.testkit.TcpDialogue;

/** Many half-open connections, for a program of the original as it is: on the heap and in native memory. */
class CFloodTest {
    private static final int FLOWS = 100_000;
    private static final long PER_FLOW = 400;
    private static final long BUDGET = 1 << 20;
    private static final long SLACK = 4 << 20;

    private final PktInfo pkt = new PktInfo();
    private int kept;

    @Test
    void shouldKeepSocketsAndFramesOfAFloodSmall() {
        try (MosStack stack = new MosStack(() -> null)) {
            final PacketFollower source = stack.follow("flood", List.of(), SourceOptions.DEFAULT.withLimits(FLOWS, BUDGET));
            try (Mtcp mtcp = new Mtcp(source)) {
                final Mctx mctx = mtcp.mtcp_create_context(0);
                final int sock = mtcp.mtcp_socket(mctx, AF_INET, MosApi.MOS_SOCK_MONITOR_STREAM, 0);
                mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_CONN_START, MOS_HK_SND, (c, flow, side, event, arg) -> { });
                mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_CONN_NEW_DATA, MosApi.MOS_NULL,
                    (c, flow, side, event, arg) -> kept += mtcp.mtcp_getlastpkt(c, flow, 1 - side, pkt) == 0 ? 1 : 0);
                final TcpDialogue dialogue = new TcpDialogue(source::process);
                final long time = dialogue.time();
                final long heap = Heap.used();
                final long outside = Heap.nativeUsed();
                for (int i = 0; i < FLOWS; i++) {
                    dialogue.time(time).from(CLIENT, "10." + (i >> 16) + '.' + (i >> 8 & 255) + '.' + (i & 255), 40_000)
                        .send(CLIENT, 2, 0, 0, new byte[i % 100 == 0 ? 1400 : 0]);
                }
                assertThat(source.information().statistics().flowsNow()).isEqualTo(FLOWS);
                assertThat(Heap.used() - heap).as("bytes on the heap").isLessThan(FLOWS * PER_FLOW + SLACK);
                assertThat(Heap.nativeUsed() - outside).as("bytes outside of it").isLessThanOrEqualTo(2 * BUDGET);
                assertThat(source.information().statistics().memoryNow()).isBetween(1L, 2 * BUDGET);
                kept = 0;
                final TcpDialogue real = new TcpDialogue(source::process).time(dialogue.time()).from(CLIENT, "11.0.0.1", 9);
                real.open().say(CLIENT, "question").say(SERVER, "answer");
                assertThat(kept).as("callbacks that found the last frame").isEqualTo(2);
            }
        }
    }
}
