package org.mapi.run.bench.mos;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.mapi.capture.TraceFormat;
import org.mapi.capture.TraceWriter;
import org.mapi.core.trace.TraceFileWriters;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;
import org.mapi.packet.TcpFlags;

/**
 * Web-like connections in native memory, as the figures of the original were taken with: 23 packets each of 495 bytes in the
 * mean, from SYN to the last acknowledgement, 100 connections at a time, checksums right. They can be passed again and again, as
 * their ports are free again at the end of a pass; time goes on.
 */
final class HttpTraffic {
    /** Packets of a connection. */
    static final int PER_CONNECTION = 23;
    private static final int AT_ONCE = 100;
    private static final long STEP = 10_000;
    private static final int SEGMENT = 1460;
    private static final int HEADERS = 54;
    private static final int LONGEST = HEADERS + SEGMENT;
    private static final int PUSH = TcpFlags.ACK | TcpFlags.PSH;
    /** What a connection sends: positive lengths by the client, negative ones by the server, acknowledgements are 0. */
    private static final int[] SCRIPT = {0, 0, 0, 300, 0, -SEGMENT, -SEGMENT, 0, -SEGMENT, -SEGMENT, 0, -SEGMENT, -SEGMENT, 0,
        -600, 0, 300, 0, -200, 0, 0, 0, 0};
    /** Who sends each packet: 0 the client, 1 the server. */
    private static final int[] SENDER = {0, 1, 0, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0};

    private final MemorySegment memory;
    private final long[] offset;
    private final int[] length;
    private final PacketCursor cursor = new PacketCursor();
    private final ByteBuffer frame = ByteBuffer.allocate(LONGEST);
    private int count;
    private long used;
    private long time = 1_000_000_000_000_000_000L;

    /**
     * Makes the packets.
     *
     * @param connections how many in all
     * @param part        which share of the connections, 0 to parts - 1
     * @param parts       how many workers share them
     */
    HttpTraffic(int connections, int part, int parts) {
        final int most = (connections / parts + 1) * PER_CONNECTION;
        memory = Arena.ofAuto().allocate((long) most * 512, 64);
        offset = new long[most];
        length = new int[most];
        cursor.region(memory);
        final int[] connection = new int[AT_ONCE];
        final int[] at = new int[AT_ONCE];
        int next = 0;
        for (int i = 0; i < AT_ONCE; i++) {
            connection[i] = next++ * parts + part;
            at[i] = -i / 4;
        }
        boolean more = true;
        while (more) {
            more = false;
            for (int i = 0; i < AT_ONCE; i++) {
                if (at[i] == PER_CONNECTION) {
                    connection[i] = next++ * parts + part;
                    at[i] = 0;
                }
                if (connection[i] < connections) {
                    more = true;
                    if (at[i] >= 0) {
                        add(connection[i], at[i]);
                    }
                    at[i]++;
                }
            }
        }
    }

    private void add(int connection, int at) {
        final int bytes = write(connection, at);
        MemorySegment.copy(frame.array(), 0, memory, ValueLayout.JAVA_BYTE, used, bytes);
        offset[count] = used;
        length[count++] = bytes;
        used += bytes;
    }

    /** Writes a frame; its length. */
    private int write(int connection, int at) {
        final int sender = SENDER[at];
        final int payload = Math.abs(SCRIPT[at]);
        final int[] sent = new int[2];
        for (int i = 0; i < at; i++) {
            sent[SENDER[i]] += i < 2 || i == 20 || i == 21 ? 1 : Math.abs(SCRIPT[i]);
        }
        final int flags = at < 2 ? TcpFlags.SYN | (at == 0 ? 0 : TcpFlags.ACK)
            : at == 20 || at == 21 ? TcpFlags.FIN | TcpFlags.ACK : payload > 0 ? PUSH : TcpFlags.ACK;
        final int client = 0x0a000000 + connection % 65_000;
        final int server = 0xc0a80000 + connection % 200;
        final int port = 1024 + connection % 60_000;
        Arrays.fill(frame.array(), (byte) 0);
        frame.clear().putLong(0x0200_0000_0002_0200L).putInt(1).putShort((short) 0x0800).putShort((short) 0x4500)
            .putShort((short) (40 + payload)).putInt(0x4000).putShort((short) 0x4006).putShort((short) 0)
            .putInt(sender == 0 ? client : server).putInt(sender == 0 ? server : client)
            .putShort((short) (sender == 0 ? port : 80)).putShort((short) (sender == 0 ? 80 : port))
            .putInt(1000 * (sender + 1) + sent[sender]).putInt(at == 0 ? 0 : 1000 * (2 - sender) + sent[1 - sender])
            .putShort((short) (0x5000 | flags)).putShort((short) 0xffff).putInt(0);
        for (int i = 0; i < payload; i++) {
            frame.put((byte) ('a' + (i + at) % 26));
        }
        frame.putShort(24, (short) checksum(14, 20, 0));
        frame.putShort(50, (short) checksum(34, 20 + payload, checksumless(26, 8) + 6 + 20 + payload));
        return HEADERS + payload;
    }

    private long checksumless(int from, int bytes) {
        long sum = 0;
        for (int i = from; i < from + bytes; i += 2) {
            sum += frame.getShort(i) & 0xffff;
        }
        return sum;
    }

    private int checksum(int from, int bytes, long start) {
        long sum = start + checksumless(from, bytes & ~1) + ((bytes & 1) == 0 ? 0 : (frame.get(from + bytes - 1) & 0xff) << 8);
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) ~sum & 0xffff;
    }

    /** Packets of a pass. */
    int packets() {
        return count;
    }

    /** Bytes of a pass. */
    long bytes() {
        return used;
    }

    /** A packet of the pass at hand; time has gone on. */
    Packet packet(int number) {
        time += STEP;
        cursor.move(offset[number], length[number], length[number], time, 0, LinkType.ETHERNET, number + 1L);
        return cursor.packet();
    }

    /** Writes passes into a pcap file. */
    void write(Path file, int passes) throws IOException {
        try (TraceWriter writer = new TraceFileWriters().create(FileChannel.open(file, StandardOpenOption.CREATE,
                StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING), TraceFormat.PCAP, LinkType.ETHERNET, LONGEST)) {
            for (int pass = 0; pass < passes; pass++) {
                for (int i = 0; i < count; i++) {
                    writer.write(packet(i));
                }
            }
        }
    }
}
