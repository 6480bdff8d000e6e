package org.mapi.core.tracking.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.core.tracking.FlowHash;
import org.mapi.core.tracking.TestFrames;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;

class DefragmenterTest {
    private static final long SECOND = 1_000_000_000L;

    private final TestFrames frames = new TestFrames();
    private final Random random = new Random(20_260_103);
    private Defragmenter defragmenter = make(FragmentPolicy.FIRST);

    private static Defragmenter make(FragmentPolicy policy) {
        return new Defragmenter(new DefragmenterOptions().ipv4(policy).ipv6(policy).budget(1 << 20).hash(new FlowHash(1)));
    }

    @AfterEach
    void close() {
        defragmenter.close();
    }

    private byte[] bytes(int length) {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, Math.min(to, bytes.length));
    }

    private Packet piece(boolean ipv6, int id, byte[] datagram, int from, int to) {
        final boolean more = to < datagram.length;
        final byte[] piece = part(datagram, from, to);
        return defragmenter.add(ipv6 ? frames.fragment6(1, 2, id, from, more, piece)
            : frames.fragment4(1, 2, id, from, more, piece));
    }

    private static void assertPayload(Packet packet, byte[] datagram) {
        assertThat(packet).isNotNull();
        assertThat(packet.isFragment()).isFalse();
        assertThat(packet.anomalies()).isZero();
        assertThat(packet.protocol()).isEqualTo(17);
        assertThat(packet.networkPayloadLength()).isEqualTo(datagram.length);
        final byte[] payload = new byte[datagram.length];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = packet.getByte(packet.networkPayloadOffset() + i);
        }
        assertThat(payload).isEqualTo(datagram);
    }

    private byte[] udp(int length) {
        final byte[] datagram = bytes(length);
        datagram[4] = (byte) (length >>> 8);
        datagram[5] = (byte) length;
        return datagram;
    }

    @Test
    void shouldPutFragmentsTogetherInAnyOrder() {
        for (int round = 0; round < 500; round++) {
            final boolean ipv6 = random.nextBoolean();
            final byte[] datagram = udp(random.nextInt(10) == 0 ? 30_000 + random.nextInt(30_000) : 9 + random.nextInt(6000));
            final int step = Math.max(8 * (1 + random.nextInt(180)), (datagram.length / 40 + 8) & ~7);
            final List<Integer> offsets = new ArrayList<>();
            for (int at = 0; at < datagram.length; at += step) {
                offsets.add(at);
            }
            if (offsets.size() == 1) {
                continue;
            }
            Collections.shuffle(offsets, random);
            Packet whole = null;
            for (int at : offsets) {
                assertThat(whole).isNull();
                whole = piece(ipv6, round, datagram, at, at + step);
                if (whole == null && random.nextInt(4) == 0) {
                    assertThat(piece(ipv6, round, datagram, at, at + step)).isNull();
                }
            }
            assertPayload(whole, datagram);
        }
        assertThat(defragmenter.size()).isZero();
        assertThat(defragmenter.counters().overlaps()).isZero();
        assertThat(defragmenter.counters().repeated()).isPositive();
    }

    @Test
    void shouldComputeTheHeaderChecksumOfTheWholeDatagram() {
        final byte[] datagram = udp(100);
        piece(false, 7, datagram, 0, 48);
        final Packet whole = piece(false, 7, datagram, 48, 200);
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += whole.getUnsignedShort(whole.networkOffset() + i);
        }
        assertThat((sum & 0xffff) + (sum >>> 16)).isEqualTo(0xffff);
        assertThat(whole.linkType()).isEqualTo(LinkType.ETHERNET);
        assertThat(whole.ipLength()).isEqualTo(120);
    }

    @Test
    void shouldResolveOverlapsByPolicy() {
        final byte[] first = udp(64);
        final byte[] second = first.clone();
        for (int i = 16; i < 32; i++) {
            second[i] ^= 1;
        }
        for (FragmentPolicy policy : FragmentPolicy.values()) {
            close();
            defragmenter = make(policy);
            piece(false, 1, first, 0, 32);
            piece(false, 1, second, 16, 48);
            final Packet whole = piece(false, 1, first, 48, 64);
            if (policy == FragmentPolicy.DISCARD) {
                assertThat(whole).isNull();
                assertThat(defragmenter.counters().discarded()).isEqualTo(1);
                assertThat(defragmenter.counters().repeated()).isEqualTo(1);
            } else {
                assertPayload(whole, policy == FragmentPolicy.FIRST ? first : second);
            }
            assertThat(defragmenter.counters().overlaps()).isEqualTo(1);
        }
    }

    @Test
    void shouldSurviveTeardropAndThePingOfDeath() {
        final byte[] datagram = udp(64);
        piece(false, 1, datagram, 0, 40);
        assertThat(defragmenter.add(frames.fragment4(1, 2, 1, 24, false, bytes(4)))).isNull();
        assertThat(defragmenter.counters().discarded()).isEqualTo(1);
        assertThat(defragmenter.add(frames.fragment4(1, 2, 2, 65_528, false, bytes(100)))).isNull();
        assertThat(defragmenter.counters().tooLong()).isEqualTo(1);
        assertThat(defragmenter.add(frames.fragment4(1, 2, 3, 8, true, bytes(9)))).isNull();
        assertThat(defragmenter.add(frames.fragment4(1, 2, 3, 8, true, new byte[0]))).isNull();
        assertThat(defragmenter.counters().invalid()).isEqualTo(2);
    }

    @Test
    void shouldForgetADatagramAfterItsTimeFromTheFirstFragmentOn() {
        final byte[] datagram = udp(64);
        frames.time(SECOND);
        piece(false, 1, datagram, 0, 16);
        frames.time(30 * SECOND);
        piece(false, 1, datagram, 16, 32);
        frames.time(31 * SECOND);
        assertThat(piece(false, 1, datagram, 32, 64)).isNull();
        assertThat(defragmenter.counters().timedOut()).isEqualTo(1);
        assertThat(defragmenter.size()).isEqualTo(1);
    }

    @Test
    void shouldPassWholePacketsAsTheyAre() {
        final Packet packet = frames.tcp4(1, 2, 3, 4);
        assertThat(defragmenter.add(packet)).isSameAs(packet);
        final Packet atomic = frames.fragment6(1, 2, 77, 0, false, udp(20));
        assertThat(defragmenter.add(atomic)).isSameAs(atomic);
        assertThat(defragmenter.counters().atomic()).isEqualTo(1);
        assertThat(defragmenter.counters().fragments()).isZero();
    }

    @Test
    void shouldStayWithinItsBudgetUnderASprayOfFragments() {
        defragmenter.close();
        defragmenter = new Defragmenter(new DefragmenterOptions().budget(1 << 18).datagrams(1000).hash(new FlowHash(1)));
        for (int i = 0; i < 200_000; i++) {
            final int offset = random.nextInt(8000) * 8;
            if ((i & 1) == 0) {
                defragmenter.add(frames.fragment4(random.nextInt(), 2, i, offset, true, bytes(8 * (1 + random.nextInt(20)))));
            } else {
                defragmenter.add(frames.fragment6(random.nextInt(), 2, i, offset, true, bytes(8)));
            }
        }
        assertThat(defragmenter.size()).isLessThanOrEqualTo(1000);
        assertThat(defragmenter.counters().evicted()).isGreaterThan(190_000);
        assertThat(defragmenter.memory()).isLessThan(700_000);
    }

    @Test
    void shouldNotMixDatagramsOfDifferentProtocolsOrAddresses() {
        final byte[] datagram = udp(64);
        piece(false, 1, datagram, 0, 32);
        assertThat(defragmenter.add(frames.fragment4(1, 3, 1, 32, false, part(datagram, 32, 64)))).isNull();
        assertThat(piece(true, 1, datagram, 32, 64)).isNull();
        assertPayload(piece(false, 1, datagram, 32, 64), datagram);
        assertThat(defragmenter.size()).isEqualTo(2);
        assertThat(frames.arp().segment().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 2);
    }
}
