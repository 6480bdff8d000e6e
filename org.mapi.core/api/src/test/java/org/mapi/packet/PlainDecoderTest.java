package org.mapi.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is decoded in one go is what is decoded header by header, in all fields. */
class PlainDecoderTest {
    private static final int PACKETS = 60_000;
    private static final int SIZE = 128;
    private static final int[] TEMPTING = {0, 1, 4, 5, 6, 8, 16, 17, 20, 28, 40, 0x45, 0x46, 0x4f, 0x50, 0x60, 0x80, 0xf0, 0xff};

    private final Random random = new Random(20_261_121);
    private final MemorySegment memory = Arena.ofAuto().allocate(SIZE);

    @Test
    void shouldFindWhatTheOtherDecodersFindHeaderByHeader() throws IllegalAccessException {
        int plain = 0;
        for (int i = 0; i < PACKETS; i++) {
            final int wire = frame();
            final int captured = random.nextInt(4) == 0 ? random.nextInt(wire + 1) : wire;
            final Packet atOnce = packet(captured, wire);
            final Packet byHeader = packet(captured, wire);
            LinkDecoder.decode(byHeader);
            NetworkDecoder.decode(byHeader);
            TransportDecoder.decode(byHeader);
            if (PlainDecoder.decode(atOnce)) {
                plain++;
                assertThat(fields(atOnce)).as("packet " + i).isEqualTo(fields(byHeader));
            }
        }
        assertThat(plain).isBetween(PACKETS / 4, PACKETS * 9 / 10);
    }

    @Test
    void shouldLeaveAlonePacketsWhoseHeadersWereNotCaptured() {
        frame();
        memory.set(Wire.SHORT, 12, (short) 0x0800);
        for (int captured = 0; captured < 54; captured++) {
            assertThat(PlainDecoder.decode(packet(captured, SIZE))).as("captured " + captured).isFalse();
        }
    }

    /** A frame of Ethernet, IPv4 and TCP or UDP, many with one or two bytes changed; its length on the wire. */
    private int frame() {
        for (int at = 0; at < SIZE; at++) {
            memory.set(Wire.BYTE, at, (byte) random.nextInt());
        }
        final boolean tcp = random.nextBoolean();
        final int header = tcp ? 20 + 4 * random.nextInt(4) : 8;
        final int total = 20 + header + random.nextInt(SIZE - 34 - header);
        memory.set(Wire.SHORT, 12, (short) 0x0800);
        memory.set(Wire.SHORT, 14, (short) (0x4500 | random.nextInt(256)));
        memory.set(Wire.SHORT, 16, (short) total);
        memory.set(Wire.SHORT, 20, (short) (random.nextBoolean() ? 0x4000 : 0));
        memory.set(Wire.BYTE, 23, (byte) (tcp ? IpProtocol.TCP : IpProtocol.UDP));
        if (tcp) {
            memory.set(Wire.BYTE, 46, (byte) (header << 2));
        } else {
            memory.set(Wire.SHORT, 38, (short) (total - 20));
        }
        for (int n = random.nextInt(3); n > 0; n--) {
            memory.set(Wire.BYTE, 12 + random.nextInt(40), (byte) TEMPTING[random.nextInt(TEMPTING.length)]);
        }
        return Math.min(SIZE, random.nextInt(3) == 0 ? Math.max(60, 14 + total) : 14 + total);
    }

    private Packet packet(final int captured, final int wire) {
        final PacketCursor cursor = new PacketCursor();
        cursor.region(memory);
        cursor.move(0, captured, wire, 1, 0, LinkType.ETHERNET, 1);
        return cursor.packet();
    }

    /** All that was decoded, by name; but what has a meaning only where there are tags or labels. */
    private static Map<String, Object> fields(final Packet packet) throws IllegalAccessException {
        final Map<String, Object> fields = new TreeMap<>();
        for (final Field field : LayerState.class.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.getName().equals("packet")
                && !field.getName().matches("vlan(Offset|Type)|mplsOffset|level|tunnel.*")) {
                fields.put(field.getName(), field.get(packet));
            }
        }
        return fields;
    }
}
