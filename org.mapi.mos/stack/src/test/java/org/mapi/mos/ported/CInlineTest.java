package org.mapi.mos.ported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.mos.c.MosApi.AF_INET;
import static org.mapi.mos.c.MosApi.MOS_HK_SND;
import static org.mapi.mos.c.MosApi.MOS_SIDE_CLI;
import static org.mapi.testkit.TcpDialogue.CLIENT;
import static org.mapi.testkit.TcpDialogue.SERVER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.Mos;
import org.mapi.mos.MosSource;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.c.Callback;
import org.mapi.mos.c.Mctx;
import org.mapi.mos.c.MosApi;
import org.mapi.mos.c.Mtcp;
import org.mapi.mos.c.PktInfo;
import org.mapi.mos.stack.MosStack;
import org.mapi.mos.stack.OpenDevice;
import org.mapi.packet.TcpFlags;
import org.mapi.testkit.TcpDialogue;
import org.mapi.testkit.WireEnd;

/** The functions of mos_api.h that only an inline source can do, set up from another thread than the source's own. */
@Timeout(600)
class CInlineTest {
    private static final long PATIENCE = 60_000;
    private static final int FLAGS = 47;
    private static final int SEQUENCE = 38;
    private static final int ACKNOWLEDGEMENT = 42;
    private static final int PAYLOAD = 54;
    private static final int BOTH_SUMS = MosApi.MOS_UPDATE_IP_CHKSUM | MosApi.MOS_UPDATE_TCP_CHKSUM;

    private final MosStack stack = new MosStack(() -> null);
    private final WireEnd[] ends = {new WireEnd(), new WireEnd()};
    private final MosSource wire = stack.inline("wire", new OpenDevice("near", ends[0]), new OpenDevice("far", ends[1]),
        SourceOptions.DEFAULT);
    private final Mtcp mtcp = new Mtcp(service(), "wire");
    private final Mctx mctx = mtcp.mtcp_create_context(0);
    private final MemorySegment memory = Arena.ofShared().allocate(100);
    private final AtomicReference<Throwable> failed = new AtomicReference<>();
    private byte[] made;

    @AfterEach
    void close() {
        assertThat(failed).hasValue(null);
        assertThat(wire.information().statistics().applicationFaults()).isZero();
        mtcp.close();
        stack.close();
    }

    /** The service, as far as a program needs it. */
    private Mos service() {
        return (Mos) Proxy.newProxyInstance(Mos.class.getClassLoader(), new Class<?>[] {Mos.class}, (proxy, method, values) ->
            switch (method.getName()) {
                case "source" -> stack.source((String) values[0]);
                case "monitor" -> stack.monitor("", (MonitorOptions) values[0], (MonitorApplication) values[1]);
                default -> throw new UnsupportedOperationException(method.getName());
            });
    }

    /** Something that the program does at the first packet of the client that carries payload. */
    private interface Step {
        void on(int flow, PktInfo packet);
    }

    private void atPayload(Step step) throws InterruptedException {
        final int sock = mtcp.mtcp_socket(mctx, AF_INET, MosApi.MOS_SOCK_MONITOR_STREAM, 0);
        final PktInfo packet = new PktInfo();
        final boolean[] done = new boolean[1];
        final Callback callback = (context, flow, side, event, arg) -> {
            try {
                assertThat(mtcp.mtcp_getlastpkt(context, flow, side, packet)).isZero();
                if (side == MOS_SIDE_CLI && packet.payloadlen > 0 && !done[0]) {
                    done[0] = true;
                    step.on(flow, packet);
                }
            } catch (Throwable fault) {
                failed.set(fault);
            }
        };
        assertThat(mtcp.mtcp_register_callback(mctx, sock, MosApi.MOS_ON_PKT_IN, MOS_HK_SND, callback)).isZero();
        // A timer tells that what was asked for from this thread has been done.
        final CountDownLatch set = new CountDownLatch(1);
        assertThat(mtcp.mtcp_settimer(mctx, 1, Duration.ZERO, (context, id, side, event, arg) -> set.countDown())).isZero();
        assertThat(set.await(PATIENCE, TimeUnit.MILLISECONDS)).isTrue();
    }

    private TcpDialogue dialogue() {
        return new TcpDialogue(packet -> made = packet.segment().asSlice(packet.offset(), packet.captureLength())
            .toArray(ValueLayout.JAVA_BYTE));
    }

    private byte[] pass(int side) throws InterruptedException {
        ends[side].put(made);
        final byte[] frame = ends[1 - side].take(PATIENCE);
        assertThat(frame).isNotNull();
        return frame;
    }

    private TcpDialogue open() throws InterruptedException {
        final TcpDialogue dialogue = dialogue();
        dialogue.send(CLIENT, TcpFlags.SYN, 0, 0, new byte[0]);
        pass(CLIENT);
        dialogue.send(SERVER, TcpFlags.SYN | TcpFlags.ACK, 0, 0, new byte[0]);
        pass(SERVER);
        dialogue.acknowledge(CLIENT);
        pass(CLIENT);
        return dialogue;
    }

    private static int number(byte[] frame, int at) {
        return ByteBuffer.wrap(frame).getInt(at);
    }

    private static String payload(byte[] frame) {
        return new String(Arrays.copyOfRange(frame, PAYLOAD, frame.length), StandardCharsets.US_ASCII);
    }

    @Test
    void shouldDropThePacketAndNoOther() throws Exception {
        atPayload((flow, packet) -> assertThat(mtcp.mtcp_setlastpkt(mctx, flow, MOS_SIDE_CLI, 0, null, 0, MosApi.MOS_DROP))
            .isZero());
        final TcpDialogue dialogue = open();
        dialogue.say(CLIENT, "lost");
        ends[CLIENT].put(made);
        dialogue.say(CLIENT, "kept");
        assertThat(payload(pass(CLIENT))).isEqualTo("kept");
    }

    @Test
    void shouldResetBothEndsWithNumbersThatCount() throws Exception {
        atPayload((flow, packet) -> assertThat(mtcp.mtcp_reset_conn(mctx, flow)).isZero());
        final TcpDialogue dialogue = open();
        dialogue.say(CLIENT, "hello");
        assertThat(payload(pass(CLIENT))).isEqualTo("hello");
        final byte[] toServer = ends[SERVER].take(PATIENCE);
        assertThat(toServer[FLAGS] & TcpFlags.RST).isNotZero();
        assertThat(number(toServer, SEQUENCE)).isEqualTo(1006);
        final byte[] toClient = ends[CLIENT].take(PATIENCE);
        assertThat(toClient[FLAGS] & TcpFlags.RST).isNotZero();
        assertThat(number(toClient, SEQUENCE)).isEqualTo(5001);
    }

    @Test
    void shouldSendAPacketAsTheInfoSays() throws Exception {
        atPayload((flow, packet) -> {
            memory.setString(0, "made");
            packet.payload = memory;
            packet.payloadlen = 4;
            packet.seq = 4_000_000_000L;
            packet.ack_seq = 5001;
            packet.window = 77;
            assertThat(mtcp.mtcp_sendpkt(mctx, flow, packet)).isZero();
        });
        final TcpDialogue dialogue = open();
        dialogue.say(CLIENT, "hello");
        final byte[] sent = pass(CLIENT);
        assertThat(payload(sent)).isEqualTo("made");
        assertThat(sent[FLAGS]).isEqualTo((byte) TcpFlags.ACK);
        assertThat(number(sent, SEQUENCE) & 0xffff_ffffL).isEqualTo(4_000_000_000L);
        assertThat(number(sent, ACKNOWLEDGEMENT)).isEqualTo(5001);
        assertThat(payload(ends[SERVER].take(PATIENCE))).isEqualTo("hello");
    }

    @Test
    void shouldTranslateNumbersBehindBytesThatWerePutIn() throws Exception {
        memory.setString(0, "more ");
        atPayload((flow, packet) -> assertThat(mtcp.mtcp_setlastpkt(mctx, flow, MOS_SIDE_CLI, 0, memory, 5,
            MosApi.MOS_INSERT | MosApi.MOS_TCP_PAYLOAD | MosApi.MOS_TRANSLATE_SEQ | BOTH_SUMS)).isZero());
        final TcpDialogue dialogue = open();
        dialogue.say(CLIENT, "bytes");
        assertThat(payload(pass(CLIENT))).isEqualTo("more bytes");
        dialogue.send(SERVER, TcpFlags.ACK, 0, 10, new byte[0]);
        assertThat(number(pass(SERVER), ACKNOWLEDGEMENT)).isEqualTo(1006);
        dialogue.say(CLIENT, "next");
        final byte[] next = pass(CLIENT);
        assertThat(payload(next)).isEqualTo("next");
        assertThat(number(next, SEQUENCE)).isEqualTo(1011);
    }
}
