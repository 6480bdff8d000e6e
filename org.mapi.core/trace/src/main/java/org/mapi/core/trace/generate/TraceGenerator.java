package org.mapi.core.trace.generate;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.mapi.capture.TraceWriter;
import org.mapi.packet.LinkType;
import org.mapi.packet.PacketCursor;

/**
 * Makes a realistic Ethernet trace of many concurrent conversations, mean packet length about 430 bytes, times in
 * nanoseconds that always grow. The same number of packets and seed give the same bytes on every machine.
 *
 * <p>Used by one thread, once.
 */
public final class TraceGenerator {
    /** Snap length to announce in the trace: no packet is longer. */
    public static final int CAPTURE_LENGTH = 65_535;
    /** Link type of the trace. */
    public static final int LINK_TYPE = LinkType.ETHERNET;

    /** 2026-01-01T00:00:00Z: traces of one seed look the same whenever they are made. */
    private static final long START = 1_767_225_600L * Conversation.SECOND;
    private static final long PACKETS_PER_SLOT = 200;
    private static final int FEWEST_SLOTS = 24;
    private static final int MOST_SLOTS = 2_000;
    private static final int VERSION_6 = 220;
    /** Bits on the wire besides the frame, and tenths of a nanosecond per byte at 10 Gbit/s. */
    private static final int WIRE_OVERHEAD = 24;
    private static final int TENTHS_PER_BYTE = 8;

    private final long packets;
    private final GeneratorRandom random;
    private long lastTime = START;
    private int lastLength;

    /**
     * Prepares a trace.
     *
     * @param packets how many packets, 0 or more
     * @param seed    any number
     * @throws IllegalArgumentException when the number of packets is negative
     */
    public TraceGenerator(long packets, long seed) {
        if (packets < 0) {
            throw new IllegalArgumentException("packets=" + packets + ", expected 0 or more");
        }
        this.packets = packets;
        random = new GeneratorRandom(seed);
    }

    /**
     * Writes the trace.
     *
     * @param writer for {@link #LINK_TYPE}; neither flushed nor closed here
     * @throws IOException when the writer cannot write
     */
    public void writeTo(TraceWriter writer) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Content content = new Content(arena, random);
            FrameBuilder frame = new FrameBuilder(arena);
            PacketCursor cursor = new PacketCursor();
            cursor.region(frame.frame);
            Agenda agenda = agenda(content);
            for (long number = 1; number <= packets; number++) {
                Conversation conversation = agenda.first();
                long time = time(agenda.firstTime());
                long delay = conversation.next(frame, time);
                lastLength = frame.length();
                cursor.move(0, lastLength, lastLength, time, 0, LINK_TYPE, number);
                writer.write(cursor.packet());
                if (delay == Conversation.OVER) {
                    agenda.replaceFirst(time + random.skewed(0, 400 * Conversation.MILLISECOND), conversation(content));
                } else {
                    agenda.replaceFirst(time + delay, conversation);
                }
            }
        }
    }

    private Agenda agenda(Content content) {
        int slots = Math.clamp(packets / PACKETS_PER_SLOT, FEWEST_SLOTS, MOST_SLOTS);
        Agenda agenda = new Agenda(slots);
        for (int i = 0; i < slots; i++) {
            agenda.add(START + random.skewed(0, Conversation.SECOND), conversation(content));
        }
        return agenda;
    }

    /** A packet's time: as planned, but not before the packet in front of it has left the wire. */
    private long time(long planned) {
        long free = lastTime + 1 + (lastLength + WIRE_OVERHEAD) * TENTHS_PER_BYTE / 10;
        lastTime = Math.max(planned, free);
        return lastTime;
    }

    private Conversation conversation(Content content) {
        int kind = random.below(1000);
        Peers peers = new Peers(random, VERSION_6);
        if (kind < 305) {
            return new TcpConversation(random, peers, new HttpScript(random, content, peers));
        }
        if (kind < 640) {
            return new TcpConversation(random, peers, new TlsScript(random, content, peers));
        }
        if (kind < 655) {
            return new TcpConversation(random, peers, new TerminalScript(random, content));
        }
        if (kind < 900) {
            return new DnsConversation(random, peers);
        }
        if (kind < 932) {
            return new EchoConversation(random, peers);
        }
        if (kind < 965) {
            return new NeighbourConversation(random, peers);
        }
        if (kind < 980) {
            return new MediaConversation(random, peers, content);
        }
        return new FragmentConversation(random, peers, content);
    }
}
