package org.mapi.memif.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageDescriptorTest {
    @Test
    void shouldPinCommonNumbers() {
        assertThat(MessageDescriptor.LENGTH).isEqualTo(128);
        assertThat(MessageDescriptor.VERSION).isEqualTo(512);
        assertThat(new int[] {MessageDescriptor.NAME_LENGTH, MessageDescriptor.SECRET_LENGTH, MessageDescriptor.TEXT_LENGTH})
                .containsExactly(32, 24, 96);
        assertThat(MessageDescriptor.TYPE).isZero();
    }

    @Test
    void shouldPinTypes() {
        assertThat(new int[] {MessageDescriptor.ACK, MessageDescriptor.HELLO, MessageDescriptor.INIT,
                MessageDescriptor.ADD_REGION,
            MessageDescriptor.ADD_RING, MessageDescriptor.CONNECT, MessageDescriptor.CONNECTED, MessageDescriptor.DISCONNECT})
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void shouldPinBodies() {
        assertThat(new int[] {MessageDescriptor.HELLO_NAME, MessageDescriptor.HELLO_MIN_VERSION,
                MessageDescriptor.HELLO_MAX_VERSION,
            MessageDescriptor.HELLO_MAX_REGION, MessageDescriptor.HELLO_MAX_M2S_RING, MessageDescriptor.HELLO_MAX_S2M_RING,
            MessageDescriptor.HELLO_MAX_LOG2_RING_SIZE}).containsExactly(2, 34, 36, 38, 40, 42, 44);
        assertThat(new int[] {MessageDescriptor.INIT_VERSION, MessageDescriptor.INIT_ID, MessageDescriptor.INIT_MODE,
            MessageDescriptor.INIT_SECRET, MessageDescriptor.INIT_NAME}).containsExactly(2, 4, 8, 9, 33);
        assertThat(new int[] {MessageDescriptor.REGION_INDEX, MessageDescriptor.REGION_SIZE}).containsExactly(2, 4);
        assertThat(new int[] {MessageDescriptor.RING_FLAGS, MessageDescriptor.RING_INDEX, MessageDescriptor.RING_REGION,
            MessageDescriptor.RING_OFFSET, MessageDescriptor.RING_LOG2_SIZE, MessageDescriptor.RING_PRIVATE_HEADER,
            MessageDescriptor.RING_FLAG_S2M}).containsExactly(2, 4, 6, 8, 12, 13, 1);
        assertThat(new int[] {MessageDescriptor.CONNECT_NAME, MessageDescriptor.DISCONNECT_CODE,
                MessageDescriptor.DISCONNECT_TEXT})
                .containsExactly(2, 2, 6);
    }

    @Test
    void shouldPinRings() {
        assertThat(new int[] {RingDescriptor.COOKIE, RingDescriptor.FLAGS, RingDescriptor.HEAD, RingDescriptor.TAIL,
            RingDescriptor.DESCRIPTORS, RingDescriptor.FLAG_MASK_INT, RingDescriptor.ALIGNMENT, RingDescriptor.MAX_LOG2_SIZE})
                .containsExactly(0, 4, 6, 64, 128, 1, 16, 14);
        assertThat(RingDescriptor.COOKIE_VALUE).isEqualTo(65216288);
        assertThat(RingDescriptor.bytes(10)).isEqualTo(16512);
        assertThat(RingDescriptor.bytes(1)).isEqualTo(160);
    }

    @Test
    void shouldPinDescriptors() {
        assertThat(BufferDescriptor.LENGTH).isEqualTo(16).isEqualTo(1 << BufferDescriptor.LOG2_LENGTH);
        assertThat(BufferDescriptor.SECOND_WORD).isEqualTo(8);
        assertThat(BufferDescriptor.FLAG_NEXT).isEqualTo(1);
        final long first = BufferDescriptor.first(1, 0xfffe, 0x7fffffff);
        assertThat(first).isEqualTo(0x7fffffff_fffe_0001L);
        assertThat(BufferDescriptor.region(first)).isEqualTo(0xfffe);
        assertThat(BufferDescriptor.length(0xffffffff_fffe_0001L)).isEqualTo(0xffffffffL);
        assertThat(BufferDescriptor.offset(0x12345678_ffffffffL)).isEqualTo(0xffffffffL);
    }
}
