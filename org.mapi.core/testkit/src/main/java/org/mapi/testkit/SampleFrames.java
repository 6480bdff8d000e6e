package org.mapi.testkit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.mapi.packet.EtherType;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.LinkType;
import org.mapi.packet.TcpFlags;

/** Frames of many kinds to begin with: made here, and the first packets of real captures where a folder has some. */
final class SampleFrames {
    private static final int PACKETS_PER_FILE = 300;
    private static final int LONGEST = 1 << 16;
    private static final int[] PORTS = {80, 443, 53, 22, 21, 25, 2233, 2811, 4662, 6667, 6881, 4789, 2152, 20_000, 50_000};
    private static final String[] TEXTS = {
        "GET /index.html HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: test/1.0\r\nCookie: a=b; c=d\r\nAccept: */*\r\n\r\n",
        "HTTP/1.1 200 OK\r\nServer: t\r\nContent-Type: text/html\r\nContent-Length: 13\r\nSet-Cookie: x=y\r\n\r\nHello, world!",
        "220 ready\r\n", "USER anonymous\r\n", "PASS guest@example.org\r\n", "227 Entering Passive Mode (192,0,2,1,78,52)\r\n",
        "PORT 192,0,2,1,4,1\r\n", "RETR file.txt\r\n", "229 Entering Extended Passive Mode (|||20001|)\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n", "PRIVMSG #channel :hello\r\n", "$MyNick somebody|$Lock EXTENDEDPROTOCOL|",
        "GNUTELLA CONNECT/0.6\r\n", "\023BitTorrent protocol\0\0\0\0\0\0\0\0", "d1:ad2:id20:abcdefghij0123456789e1:q4:ping",
        "\u00e3\005\0\0\0\001hello", "\026\003\001\0\06\001\0\0\02\003\003", "\u00c3\0\0\0\001\010abcdefgh\0"};

    private SampleFrames() { }

    /** A frame and the link type it belongs to. */
    record Frame(int linkType, byte[] bytes) { }

    /** All frames; the same list on every machine that has the same folder, or none. */
    static List<Frame> all(Path traces) {
        final List<Frame> frames = new ArrayList<>(made());
        if (traces != null && Files.isDirectory(traces)) {
            try (Stream<Path> files = Files.list(traces)) {
                for (Path file : files.sorted().toList()) {
                    final String name = file.getFileName().toString();
                    if (name.endsWith(".pcap") || name.endsWith(".pcap.gz")) {
                        read(file, frames);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return frames;
    }

    private static List<Frame> made() {
        final List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < TEXTS.length; i++) {
            final byte[] payload = TEXTS[i].getBytes(StandardCharsets.ISO_8859_1);
            for (int j = 0; j < PORTS.length; j += 1 + i % 3) {
                final byte[] tcp = Frames.tcp(40_000 + i, PORTS[j], TcpFlags.ACK | TcpFlags.PSH, payload);
                final byte[] udp = Frames.udp(PORTS[j], 40_000 + i, payload);
                frames.add(ethernet(Frames.ipv4(IpProtocol.TCP, tcp)));
                frames.add(ethernet(Frames.ipv6(IpProtocol.UDP, udp)));
                wrapped(frames, Frames.ipv4(IpProtocol.UDP, udp), Frames.ipv6(IpProtocol.TCP, tcp), i * PORTS.length + j);
            }
        }
        frames.add(ethernet(Frames.ethernet(EtherType.ARP, new byte[28])));
        for (int flags : new int[] {TcpFlags.SYN, TcpFlags.SYN | TcpFlags.ACK, TcpFlags.FIN | TcpFlags.ACK, TcpFlags.RST}) {
            frames.add(ethernet(Frames.ipv4(IpProtocol.TCP, Frames.tcp(40_000, 80, flags, new byte[0]))));
        }
        return frames;
    }

    private static Frame ethernet(byte[] bytes) {
        return new Frame(LinkType.ETHERNET, bytes);
    }

    /** The same packets behind tags and labels, in tunnels and without a link header. */
    private static void wrapped(List<Frame> frames, byte[] v4, byte[] v6, int number) {
        final byte[] ipv4 = slice(v4, 14);
        final byte[] ipv6 = slice(v6, 14);
        final byte[] tag = {0, (byte) number};
        switch (number % 8) {
            case 0 -> frames.add(ethernet(Frames.ethernet(EtherType.VLAN, join(tag, slice(v4, 12)))));
            case 1 -> frames.add(ethernet(Frames.ethernet(0x88a8, join(tag, new byte[] {(byte) 0x81, 0}, tag, slice(v6, 12)))));
            case 2 -> frames.add(ethernet(Frames.ethernet(EtherType.MPLS, join(new byte[] {0, 1, 1, 64}, ipv4))));
            case 3 -> frames.add(ethernet(Frames.ipv4(IpProtocol.GRE, join(new byte[] {0, 0, 8, 0}, ipv4))));
            case 4 -> frames.add(ethernet(Frames.ipv4(41, ipv6)));
            case 5 -> frames.add(ethernet(Frames.ipv4(IpProtocol.UDP, Frames.udp(50_000, 4789,
                join(new byte[] {8, 0, 0, 0, 0, 0, 1, 0}, v6)))));
            case 6 -> frames.add(new Frame(LinkType.RAW, ipv4));
            default -> frames.add(new Frame(LinkType.LINUX_SLL, join(new byte[14], new byte[] {(byte) 0x86, (byte) 0xdd}, ipv6)));
        }
    }

    private static byte[] slice(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        final ByteBuffer joined = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }

    /** Reads the first packets of a classic pcap file; what is no such file, or cut, gives what there is. */
    private static void read(Path file, List<Frame> frames) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
             InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            final ByteBuffer header = take(in, 24);
            header.order(header.get(0) == (byte) 0xd4 || header.get(0) == 0x4d ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            final int linkType = header.getInt(20) & 0xffff;
            for (int i = 0; i < PACKETS_PER_FILE; i++) {
                final int captured = take(in, 16).order(header.order()).getInt(8);
                if (captured < 0 || captured > LONGEST) {
                    return;
                }
                frames.add(new Frame(linkType, take(in, captured).array()));
            }
        } catch (EOFException e) {
            // a short or cut file: what came so far is used
        }
    }

    private static ByteBuffer take(InputStream in, int length) throws IOException {
        final byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(bytes);
    }
}
