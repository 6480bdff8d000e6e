package org.mapi.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Good frames, spoiled at random: cut, overwritten, given to the wrong link type. Each lies at the very end of its region, so
 * that reading behind the captured bytes throws.
 */
class SpoiledPacketsTest {
    private static final long SEED = 20_260_101;
    private static final int PACKETS = 150_000;
    private static final int CAPACITY = 400;
    private static final int[] TEMPTING =
        {0, 1, 4, 6, 8, 16, 17, 41, 44, 47, 51, 59, 60, 0x45, 0x60, 0x7f, 0x80, 0x81, 0x86, 0xaa, 0xff};
    private static final int[] LINK_TYPES =
        {0, 1, 9, 50, 51, 101, 104, 105, 108, 113, 127, 197, 228, 229, 239, 242, 276, 4711, -1};

    private final Random random = new Random(SEED);
    private final MemorySegment memory = Arena.ofAuto().allocate(CAPACITY);
    private final MemorySegment around = Arena.ofAuto().allocate(2 * CAPACITY);
    private MemorySegment region;
    private int linkType;
    private int captured;
    private int wire;

    @Test
    void shouldAnswerEveryQuestionWithinTheCapturedBytes() {
        final PacketCursor used = new PacketCursor();
        final PacketCursor amidst = new PacketCursor();
        int inTunnels = 0;
        int anomalous = 0;
        for (int i = 0; i < PACKETS; i++) {
            spoil(SampleFrames.ALL.get(i % SampleFrames.ALL.size()));
            used.region(region);
            used.move(0, captured, wire, i, 0, linkType, i);
            final List<Long> facts = Facts.of(used.packet());
            assertConsistent(used.packet(), i);
            inTunnels += used.packet().tunnel() == Tunnel.NONE ? 0 : 1;
            anomalous += used.packet().anomalies() == 0 ? 0 : 1;
            if (i % 4 == 0) {
                assertIndependent(facts, amidst, i);
            }
        }
        assertThat(inTunnels).isGreaterThan(PACKETS / 20);
        assertThat(anomalous).isBetween(PACKETS / 5, PACKETS * 4 / 5);
    }

    private void spoil(final SampleFrames.Sample sample) {
        final int size = sample.frame().size();
        linkType = random.nextInt(8) == 0 ? LINK_TYPES[random.nextInt(LINK_TYPES.length)] : sample.linkType();
        captured = random.nextInt(3) == 0 ? random.nextInt(size + 1) : size;
        wire = switch (random.nextInt(8)) {
            case 0 -> captured;
            case 1 -> random.nextInt(2 * size);
            case 2 -> random.nextBoolean() ? Integer.MAX_VALUE : -1;
            default -> size;
        };
        region = memory.asSlice(CAPACITY - captured);
        sample.frame().copyTo(region, 0, captured);
        for (int n = random.nextInt(5); n > 0 && captured > 0; n--) {
            final int value = random.nextBoolean() ? random.nextInt() : TEMPTING[random.nextInt(TEMPTING.length)];
            region.set(Wire.BYTE, random.nextInt(captured), (byte) value);
        }
    }

    private void assertConsistent(final Packet packet, final int i) {
        Layers layers = packet;
        for (int depth = 0; depth <= Layers.MAX_TUNNELS; depth++) {
            final boolean consistent = layers.networkOffset() <= captured
                && layers.networkOffset() + layers.networkHeaderLength() <= captured
                && layers.transportOffset() + layers.transportHeaderLength() <= captured
                && layers.networkPayloadLength() >= 0
                && layers.networkPayloadOffset() + layers.networkPayloadLength() <= captured
                && layers.networkPayloadWireLength() >= layers.networkPayloadLength()
                && layers.payloadOffset() >= 0 && layers.payloadLength() >= 0
                && layers.payloadOffset() + layers.payloadLength() <= captured
                && layers.payloadWireLength() >= layers.payloadLength()
                && (layers.ipVersion() == 0 || packet.has(layers.sourceAddressOffset(), 2 * layers.addressLength()))
                && (layers.ipVersion() != 0 || layers.protocol() == -1 && layers.transportOffset() == -1)
                && (layers.isPresent() || layers.ipVersion() == 0 && layers.tunnel() == Tunnel.NONE);
            assertThat(consistent).as("packet %d of seed %d, link type %d, depth %d", i, SEED, linkType, depth).isTrue();
            layers = layers.inner();
        }
    }

    /** Neither the order of asking, nor the packet before, nor the bytes around a packet may change an answer. */
    private void assertIndependent(final List<Long> facts, final PacketCursor amidst, final int i) {
        final PacketCursor fresh = new PacketCursor();
        fresh.region(region);
        fresh.move(0, captured, wire, i, 0, linkType, i);
        assertThat(Facts.backwards(fresh.packet())).as("packet %d of seed %d, asked backwards", i, SEED).isEqualTo(facts);
        assertThat(Facts.of(fresh.packet())).as("packet %d of seed %d, asked twice", i, SEED).isEqualTo(facts);

        around.fill((byte) random.nextInt());
        MemorySegment.copy(region, 0, around, CAPACITY - 7, captured);
        amidst.region(around);
        amidst.move(CAPACITY - 7, captured, wire, i, 0, linkType, i);
        final List<Long> elsewhere = random.nextBoolean() ? Facts.of(amidst.packet()) : Facts.backwards(amidst.packet());
        assertThat(elsewhere).as("packet %d of seed %d, amidst other bytes", i, SEED).isEqualTo(facts);
    }

    @Test
    void shouldFindNothingWrongWithTheGoodFrames() {
        for (final SampleFrames.Sample sample : SampleFrames.ALL) {
            final Packet packet = sample.frame().packet(sample.linkType());
            final Layers innermost = packet.innermost();
            assertThat(packet.anomalies() | innermost.anomalies()).as("sample %d", SampleFrames.ALL.indexOf(sample)).isZero();
            assertThat(innermost.transportHeaderLength()).as("sample %d", SampleFrames.ALL.indexOf(sample)).isPositive();
        }
    }
}
