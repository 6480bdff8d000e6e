package org.mapi.memif.internal.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.mapi.memif.MemifError;
import org.mapi.memif.internal.sys.SystemCalls.FdSlot;
import org.mapi.memif.internal.wire.Message;
import org.mapi.memif.internal.wire.ProtocolException;

class HandshakeTest {
    private static final Message.Hello HELLO = new Message.Hello("app", 512, 512, 255, 255, 255, 14);
    private static final Message.Init INIT = new Message.Init(512, 7, 0, "", "slave-app");
    private static final Message.AddRegion REGION = new Message.AddRegion(0, 33024);
    private static final Message.AddRing S2M = new Message.AddRing(true, 0, 0, 0, 10, 0);
    private static final Message.AddRing M2S = new Message.AddRing(false, 0, 0, 16512, 10, 0);

    private final List<String> calls = new ArrayList<>();
    private final MasterHandshake master = new MasterHandshake(new MasterSide() {
        @Override
        public Message.Hello hello() {
            return HELLO;
        }

        @Override
        public void accept(final Message.Init init) throws ProtocolException {
            calls.add("accept " + init.id());
            if (init.id() != 7) {
                throw new ProtocolException(MemifError.ID, "unmatched interface id");
            }
        }

        @Override
        public void addRegion(final Message.AddRegion region, final FdSlot fd) {
            calls.add("region " + region.index() + " fd " + fd.take());
        }

        @Override
        public void addRing(final Message.AddRing ring, final FdSlot fd) {
            calls.add((ring.slaveToMaster() ? "s2m " : "m2s ") + ring.index() + " fd " + fd.take());
        }

        @Override
        public String connect(final String remoteName) {
            calls.add("connect " + remoteName);
            return "master-if";
        }
    });
    private final SlaveHandshake slave = new SlaveHandshake(new SlaveSide() {
        @Override
        public Message.Init init() {
            return INIT;
        }

        @Override
        public List<Outbound> share(final Message.Hello hello) {
            return List.of(new Outbound(REGION, 11), new Outbound(S2M, 12), new Outbound(M2S, 13));
        }

        @Override
        public String name() {
            return "slave-if";
        }

        @Override
        public void connected(final String remoteName) {
            calls.add("connected " + remoteName);
        }
    });

    private static FdSlot fd(final int number) {
        final FdSlot slot = new FdSlot();
        slot.fd = number;
        slot.count = number < 0 ? 0 : 1;
        return slot;
    }

    private static List<Message> drain(final Handshake handshake) {
        final List<Message> messages = new ArrayList<>();
        while (handshake.next() != null) {
            messages.add(handshake.next().message());
            handshake.sent();
        }
        return messages;
    }

    private static MemifError error(final ThrowingCallable call) {
        final Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(ProtocolException.class);
        return ((ProtocolException) thrown).error();
    }

    private void setUpMaster(final Message... messages) throws ProtocolException {
        drain(master);
        master.receive(INIT, fd(-1));
        for (final Message message : messages) {
            master.receive(message, fd(message instanceof Message.Connect ? -1 : 5));
        }
        drain(master);
    }

    @Test
    void shouldConnectBothEndsWithOneMessageAtATime() throws ProtocolException {
        final List<Message> order = new ArrayList<>();
        boolean isMoving = true;
        while (isMoving) {
            isMoving = false;
            for (final Handshake from : List.of(master, slave)) {
                final Handshake to = from == master ? slave : master;
                if (from.next() != null) {
                    final Outbound out = from.next();
                    from.sent();
                    assertThat(from.next()).as("one message at a time").isNull();
                    order.add(out.message());
                    to.receive(out.message(), fd(out.fd()));
                    isMoving = true;
                }
            }
        }
        assertThat(order).extracting(message -> message.getClass().getSimpleName()).containsExactly("Hello", "Init", "Ack",
                "AddRegion",
                "Ack", "AddRing", "Ack", "AddRing", "Ack", "Connect", "Connected");
        assertThat(calls).containsExactly("accept 7", "region 0 fd 11", "s2m 0 fd 12", "m2s 0 fd 13", "connect slave-if",
                "connected master-if");
        assertThat(master.state()).isEqualTo(Handshake.State.CONNECTED);
        assertThat(slave.state()).isEqualTo(Handshake.State.CONNECTED);
        assertThat(master.remoteApplication()).isEqualTo("slave-app");
        assertThat(slave.remoteApplication()).isEqualTo("app");
        assertThat(slave.remoteName()).isEqualTo("master-if");
    }

    @Test
    void shouldTolerateAcksOutOfPlace() throws ProtocolException {
        slave.receive(HELLO, fd(-1));
        for (int i = 0; i < 10; i++) {
            slave.receive(new Message.Ack(), fd(-1));
        }
        assertThat(drain(slave)).hasSize(5).last().isEqualTo(new Message.Connect("slave-if"));
        drain(master);
        master.receive(new Message.Ack(), fd(-1));
        assertThat(drain(master)).isEmpty();
    }

    @Test
    void shouldRefuseOtherVersions() {
        assertThat(error(() -> slave.receive(new Message.Hello("a", 513, 600, 1, 1, 1, 1), fd(-1)))).isEqualTo(MemifError.PROTO);
        assertThat(error(() -> slave.receive(new Message.Hello("a", 256, 511, 1, 1, 1, 1), fd(-1)))).isEqualTo(MemifError.PROTO);
        assertThatThrownBy(() -> master.receive(new Message.Init(9, 7, 0, "", ""), fd(-1)))
                .hasMessage("incompatible version: peer=9..9, expected 512");
        assertThat(calls).isEmpty();
    }

    @Test
    void shouldPassOnRefusalsOfTheSide() {
        assertThat(error(() -> master.receive(new Message.Init(512, 8, 0, "", ""), fd(-1)))).isEqualTo(MemifError.ID);
    }

    @Test
    void shouldReportThePeersDisconnect() {
        assertThatThrownBy(() -> slave.receive(new Message.Disconnect(0, "interface deleted"), fd(-1)))
                .hasMessage("interface deleted");
        assertThat(error(() -> master.receive(new Message.Disconnect(5, "x"), fd(-1)))).isEqualTo(MemifError.DISCONNECT);
    }

    @Test
    void shouldRefuseMessagesOutOfOrder() throws ProtocolException {
        for (final Message message : List.of(REGION, S2M, new Message.Connect("x"), HELLO, new Message.Connected("x"))) {
            assertThat(error(() -> master.receive(message, fd(message instanceof Message.AddRegion
                    || message instanceof Message.AddRing ? 3 : -1)))).isEqualTo(MemifError.MFMSG);
        }
        for (final Message message : List.of(new Message.Ack(), INIT, new Message.Connected("x"))) {
            assertThat(error(() -> slave.receive(message, fd(-1)))).isEqualTo(MemifError.MFMSG);
        }
        setUpMaster(REGION, S2M, new Message.Connect("x"));
        assertThat(error(() -> master.receive(REGION, fd(3)))).isEqualTo(MemifError.MFMSG);
        assertThat(error(() -> master.receive(INIT, fd(-1)))).isEqualTo(MemifError.MFMSG);
    }

    @Test
    void shouldRefuseUnexpectedDescriptors() throws ProtocolException {
        assertThat(error(() -> master.receive(INIT, fd(3)))).isEqualTo(MemifError.MFMSG);
        setUpMaster();
        final FdSlot two = fd(3);
        two.count = 2;
        assertThat(error(() -> master.receive(REGION, two))).isEqualTo(MemifError.MFMSG);
    }

    @Test
    void shouldRefuseBadRegions() throws ProtocolException {
        setUpMaster();
        assertThat(error(() -> master.receive(REGION, fd(-1)))).isEqualTo(MemifError.NO_SHMFD);
        assertThat(error(() -> master.receive(new Message.AddRegion(1, 4096), fd(3)))).isEqualTo(MemifError.MFMSG);
        assertThat(error(() -> master.receive(new Message.AddRegion(256, 4096), fd(3)))).isEqualTo(MemifError.MAXREG);
        assertThat(error(() -> master.receive(new Message.AddRegion(0, 0), fd(3)))).isEqualTo(MemifError.MFMSG);
        assertThat(error(() -> master.receive(new Message.AddRegion(0, -1), fd(3)))).isEqualTo(MemifError.MFMSG);
        assertThat(calls).containsExactly("accept 7");
    }

    @Test
    void shouldRefuseBadRings() throws ProtocolException {
        setUpMaster(REGION);
        calls.clear();
        assertThat(error(() -> master.receive(S2M, fd(-1)))).isEqualTo(MemifError.NO_INTFD);
        assertRing(MemifError.PRIVHDR, new Message.AddRing(true, 0, 0, 0, 10, 4));
        assertRing(MemifError.MAXRING, new Message.AddRing(true, 256, 0, 0, 10, 0));
        assertRing(MemifError.MFMSG, new Message.AddRing(true, 1, 0, 0, 10, 0));
        assertRing(MemifError.MAX_RING, new Message.AddRing(true, 0, 0, 0, 15, 0));
        assertRing(MemifError.MFMSG, new Message.AddRing(true, 0, 1, 0, 10, 0));
        assertRing(MemifError.MFMSG, new Message.AddRing(true, 0, 0, 8, 10, 0));
        assertRing(MemifError.MFMSG, new Message.AddRing(true, 0, 0, 16528, 10, 0));
        assertRing(MemifError.MFMSG, new Message.AddRing(true, 0, 0, 0xfffffff0L, 10, 0));
        assertThat(calls).isEmpty();
        master.receive(M2S, fd(9));
        assertThat(calls).containsExactly("m2s 0 fd 9");
    }

    private void assertRing(final MemifError expected, final Message.AddRing ring) {
        assertThat(error(() -> master.receive(ring, fd(3)))).as(ring.toString()).isEqualTo(expected);
    }
}
