package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ChecksumUpdate;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MonitoredPacket;
import org.mapi.mos.PacketPart;
import org.mapi.mos.SourceOptions;

/**
 * Two ends exchange data through an application that puts bytes in and takes bytes out, over links that lose, repeat and reorder:
 * each end receives exactly the changed stream, and never notices.
 */
class TranslationTest {
    private static final byte PUT_IN = 'A';
    private static final byte TAKE_OUT = 'B';
    private static final byte REPLACE = 'C';
    private static final byte APPEND = 'D';
    private static final byte TAKE_ALL = 'E';

    /** A frame on its way. */
    private record Travelling(byte[] frame, long arrives, int place) { }

    private final List<Travelling> travelling = new ArrayList<>();
    private final MemorySegment bytes = Arena.ofAuto().allocate(1000);
    /** What was done at which byte of each end's stream, the first time it came by. */
    private final BitSet[] changed = {new BitSet(), new BitSet()};
    private final BitSet[] appended = {new BitSet(), new BitSet()};
    private final BitSet[] takenOut = {new BitSet(), new BitSet()};
    private final long[] highest = new long[2];
    private long now;
    private Random random;
    private int trouble;

    private MemorySegment text(String text) {
        MemorySegment.copy(text.getBytes(), 0, bytes, ValueLayout.JAVA_BYTE, 0, text.length());
        return bytes.asSlice(0, text.length());
    }

    /** Changes bytes by rule; the rules are followed backwards so that offsets before stay. */
    private void change(FlowContext flow) {
        final MonitoredPacket packet = flow.packet();
        final int side = packet.sender().number();
        final int length = packet.payloadLength();
        final long offset = packet.streamOffset();
        final int at = packet.frame().payloadOffset();
        final byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = packet.frame().getByte(at + i);
        }
        if (length > 0 && payload[0] == TAKE_ALL) {
            packet.chomp(PacketPart.PAYLOAD, 0, length, ChecksumUpdate.BOTH, true);
            if (offset >= highest[side]) {
                takenOut[side].set((int) offset, (int) offset + length);
            }
        } else {
            for (int i = length - 1; i >= 0; i--) {
                rule(packet, side, i, payload, offset + i);
            }
        }
        highest[side] = Math.max(highest[side], offset + length);
    }

    private void rule(MonitoredPacket packet, int side, int at, byte[] payload, long position) {
        final boolean first = position >= highest[side];
        switch (payload[at]) {
            case PUT_IN -> packet.insert(PacketPart.PAYLOAD, at, text("<in>"), ChecksumUpdate.BOTH, true);
            case TAKE_OUT -> packet.chomp(PacketPart.PAYLOAD, at, 1, ChecksumUpdate.BOTH, true);
            case REPLACE -> {
                packet.insert(PacketPart.PAYLOAD, at, text("REPLACED"), ChecksumUpdate.BOTH, true);
                if (first) {
                    packet.chomp(PacketPart.PAYLOAD, at + 8, 1, ChecksumUpdate.BOTH, true);
                }
            }
            case APPEND -> {
                if (at == payload.length - 1) {
                    packet.insert(PacketPart.PAYLOAD, at + 1, text("!"), ChecksumUpdate.BOTH, true);
                    if (first) {
                        appended[side].set((int) position);
                    }
                }
            }
            default -> {
                return;
            }
        }
        if (first) {
            changed[side].set((int) position);
        }
    }

    private byte[] expected(int side, byte[] stream) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < stream.length; i++) {
            if (takenOut[side].get(i)) {
                continue;
            }
            final boolean here = changed[side].get(i);
            if (here && stream[i] == PUT_IN) {
                out.writeBytes("<in>".getBytes());
            }
            if (here && stream[i] == REPLACE) {
                out.writeBytes("REPLACED".getBytes());
            } else if (!(here && stream[i] == TAKE_OUT)) {
                out.write(stream[i]);
            }
            if (appended[side].get(i)) {
                out.write('!');
            }
        }
        return out.toByteArray();
    }

    private byte[] stream(int length) {
        final byte[] stream = new byte[length];
        for (int i = 0; i < length; i++) {
            stream[i] = (byte) (random.nextInt(60) == 0 ? 'A' + random.nextInt(5) : 'a' + random.nextInt(26));
        }
        return stream;
    }

    /** Puts a frame on a link: 0 and 1 lead from an end to the wire, 2 and 3 from the wire to an end. */
    private void travel(byte[] frame, int place) {
        if (random.nextInt(100) < trouble) {
            return;
        }
        final int copies = random.nextInt(100) < trouble ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            final int delay = random.nextInt(100) < trouble ? random.nextInt(30) : 0;
            travelling.add(new Travelling(frame, now + 1 + delay, place));
        }
    }

    private void exchange(SourceOptions options, TcpFrames frames, int length) {
        final FrameEndpoint[] ends = new FrameEndpoint[2];
        for (int i = 0; i < 2; i++) {
            final int place = i;
            ends[i] = new FrameEndpoint(i, stream(length), frames, random, frame -> travel(frame, place));
        }
        try (InlineBench bench = new InlineBench(options)) {
            bench.attach(on -> on.at(Hook.SEND, BuiltInEvent.PKT_IN, this::change), MonitorOptions.streams("change", ""));
            ends[0].connect(now);
            while (!(ends[0].isDone() && ends[1].isDone())) {
                assertThat(now).as("time in which both ends should be done").isLessThan(200_000);
                step(bench, ends);
            }
            assertThat(bench.worker.counters.applicationFaults).isZero();
            assertThat(bench.worker.counters.translated).isPositive();
            for (int i = 0; i < 2; i++) {
                assertThat(ends[1 - i].got.toString()).isEqualTo(new String(expected(i, ends[i].stream)));
            }
        }
    }

    private void step(InlineBench bench, FrameEndpoint[] ends) {
        now++;
        ends[0].turn(now);
        ends[1].turn(now);
        final List<Travelling> due = new ArrayList<>();
        for (Iterator<Travelling> all = travelling.iterator(); all.hasNext();) {
            final Travelling next = all.next();
            if (next.arrives() <= now) {
                due.add(next);
                all.remove();
            }
        }
        for (Travelling next : due) {
            if (next.place() < 2) {
                bench.devices[next.place()].receive(next.frame());
            } else {
                ends[next.place() - 2].receive(next.frame(), now);
            }
        }
        bench.run();
        for (int device = 0; device < 2; device++) {
            for (byte[] frame : bench.sent(device)) {
                travel(frame, 2 + device);
            }
        }
    }

    @Test
    void shouldKeepBothEndsInStepOverGoodLinks() {
        random = new Random(1);
        exchange(SourceOptions.DEFAULT, new TcpFrames(false, -1), 20_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void shouldKeepBothEndsInStepWhenSegmentsAreLostRepeatedAndReordered(int seed) {
        random = new Random(seed);
        trouble = 1 + seed % 8;
        exchange(SourceOptions.DEFAULT, new TcpFrames(seed % 2 == 0, seed % 3 == 0 ? 5 : -1), 30_000);
    }
}
