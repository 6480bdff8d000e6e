package org.mapi.mos.ported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.mos.c.MosApi.AF_INET;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.mapi.core.pcap.filter.PcapFilterCompiler;
import org.mapi.mos.Errno;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.c.Callback;
import org.mapi.mos.c.Mctx;
import org.mapi.mos.c.MosApi;
import org.mapi.mos.c.Mtcp;
import org.mapi.mos.stack.MosStack;
import org.mapi.testkit.TcpDialogue;

/** What the tests of the C names share: a source that they feed, and one context. */
abstract class CNames {
    static final int NO_SOCKET = 4711;
    static final Callback NOTHING = (mctx, sock, side, event, arg) -> { };

    final MosStack stack = new MosStack(PcapFilterCompiler::new);
    final PacketFollower source = stack.follow("made", List.of(), SourceOptions.DEFAULT);
    final Mtcp mtcp = new Mtcp(source);
    final Mctx mctx = mtcp.mtcp_create_context(0);
    final MemorySegment memory = Arena.ofAuto().allocate(65_536);
    final List<String> seen = new ArrayList<>();

    @AfterEach
    void close() {
        mtcp.close();
        stack.close();
    }

    int stream() {
        return mtcp.mtcp_socket(mctx, AF_INET, MosApi.MOS_SOCK_MONITOR_STREAM, 0);
    }

    TcpDialogue dialogue() {
        return new TcpDialogue(source::process);
    }

    void fails(int returned, Errno expected) {
        assertThat(returned).isEqualTo(-1);
        assertThat(mtcp.errno(mctx)).isEqualTo(expected.number());
    }

    String text(int length) {
        return new String(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    /** Runs checks in a callback; an assertion that fails there fails the test. */
    void inside(int sock, long event, int hook, BiConsumer<Integer, Integer> body) {
        final int done = seen.size();
        assertThat(mtcp.mtcp_register_callback(mctx, sock, event, hook, (context, flow, side, number, arg) -> {
            try {
                body.accept(flow, side);
                seen.add("ok");
            } catch (Throwable failed) {
                seen.add(failed.toString());
            }
        })).isZero();
        assertThat(seen).hasSize(done);
    }

    void assertInside() {
        assertThat(seen).isNotEmpty().containsOnly("ok");
    }
}
