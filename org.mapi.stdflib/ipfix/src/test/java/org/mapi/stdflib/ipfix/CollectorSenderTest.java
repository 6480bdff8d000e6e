package org.mapi.stdflib.ipfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.testkit.FunctionHarness.START;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mapi.packet.IpProtocol;
import org.mapi.testkit.Frames;
import org.mapi.testkit.FunctionHarness;

@Timeout(300)
class CollectorSenderTest {
    private final FunctionHarness harness = new FunctionHarness();

    private void flows(int count) {
        for (int i = 0; i < count; i++) {
            final byte[] frame = Frames.ipv4(IpProtocol.UDP, Frames.udp(i, 9, new byte[0]));
            harness.packet(START + i, frame.length, frame);
        }
    }

    @Test
    void shouldSendDatagramsOverUdp() throws IOException {
        try (DatagramSocket collector = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            harness.start(new FlowReport(), "NETFLOW_V5", "udp://127.0.0.1:" + collector.getLocalPort());
            flows(30);
            harness.instance().end();
            final DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
            collector.receive(packet);
            assertThat(packet.getLength()).isEqualTo(24 + 29 * 48);
            collector.receive(packet);
            assertThat(packet.getLength()).isEqualTo(24 + 48);
            harness.instance().cleanup();
        }
    }

    @Test
    void shouldSendMessagesOverTcpAndTemplatesAgainAfterReconnecting() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            harness.start(new FlowReport(), "IPFIX", "tcp://127.0.0.1:" + server.getLocalPort(), "", "", "1s");
            flows(1);
            harness.instance().timer(START + 10_000_000_000L);
            harness.instance().timer(START + 20_000_000_000L);
            try (Socket first = server.accept()) {
                assertThat(template(first)).isTrue();
            }
            Socket second = null;
            server.setSoTimeout(20);
            for (long i = 1; second == null; i++) {
                final byte[] frame = Frames.ipv4(IpProtocol.UDP, Frames.udp((int) i, 9, new byte[0]));
                harness.packet(START + 20_000_000_000L * (i + 1), frame.length, frame);
                harness.instance().timer(START + 20_000_000_000L * (i + 1) + 10_000_000_000L);
                harness.instance().timer(START + 20_000_000_000L * (i + 1) + 19_000_000_000L);
                second = accept(server);
            }
            assertThat(template(second)).isTrue();
            assertThat(template(second)).isFalse();
            second.close();
            harness.instance().cleanup();
        }
    }

    private static Socket accept(ServerSocket server) {
        try {
            return server.accept();
        } catch (IOException e) {
            return null;
        }
    }

    /** Reads a message and tells whether it begins with templates. */
    private static boolean template(Socket socket) throws IOException {
        final DataInputStream in = new DataInputStream(socket.getInputStream());
        assertThat(in.readShort()).isEqualTo((short) 10);
        final byte[] rest = new byte[in.readShort() - 4];
        in.readFully(rest);
        return rest[12] == 0 && rest[13] == 2;
    }

    @Test
    void shouldReadTransportsAndRefuseOthers() {
        assertThat(Transport.of("udp://[::1]:2055")).isEqualTo(new Transport(false, "::1", 2055));
        assertThat(Transport.of("tcp://host.example:4739")).isEqualTo(new Transport(true, "host.example", 4739));
        assertThat(Transport.of("udp://host:65536")).isNull();
        assertThat(Transport.of("host:1")).isNull();
        assertThat(new Transport(true, "h", 1)).hasToString("tcp://h:1");
    }
}
