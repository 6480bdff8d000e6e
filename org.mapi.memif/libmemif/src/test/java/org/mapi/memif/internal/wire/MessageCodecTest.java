package org.mapi.memif.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mapi.memif.MemifError;

class MessageCodecTest {
    private static final String SAMPLE_HELLO = "02006d3430617070" + "00".repeat(26) + "00020002ff00ff00ff000e";
    private final MemorySegment bytes = Arena.ofAuto().allocate(MessageDescriptor.LENGTH);

    private String hex(final int length) {
        final byte[] copy = new byte[length];
        for (int i = 0; i < length; i++) {
            copy[i] = bytes.get(ValueLayout.JAVA_BYTE, i);
        }
        return HexFormat.of().formatHex(copy);
    }

    @Test
    void shouldWriteTheHelloThatLibmemifWrites() {
        MessageCodec.encode(new Message.Hello("m40app", 512, 512, 255, 255, 255, 14), bytes);
        assertThat(hex(45)).isEqualTo(SAMPLE_HELLO);
        assertThat(hex(128).substring(90)).matches("0+");
    }

    @Test
    void shouldReadTheHelloThatLibmemifWritesWithGarbageBehindIt() throws ProtocolException {
        bytes.fill((byte) 0x5a);
        final byte[] sample = HexFormat.of().parseHex(SAMPLE_HELLO);
        for (int i = 0; i < sample.length; i++) {
            bytes.set(ValueLayout.JAVA_BYTE, i, sample[i]);
        }
        assertThat(MessageCodec.decode(bytes, 128)).isEqualTo(new Message.Hello("m40app", 512, 512, 255, 255, 255, 14));
    }

    @Test
    void shouldReadNamesThatFillTheirField() throws ProtocolException {
        final String name = "n".repeat(32);
        MessageCodec.encode(new Message.Connect(name + "too long"), bytes);
        bytes.asSlice(34).fill((byte) 'x');
        assertThat(MessageCodec.decode(bytes, 128)).isEqualTo(new Message.Connect(name));
    }

    @Test
    void shouldCutStringsAtWholeCharacters() {
        assertThat(MessageCodec.fit("a" + "\u00e9".repeat(20), 32)).isEqualTo("a" + "\u00e9".repeat(15));
        assertThat(MessageCodec.fit("\ud83d\ude00".repeat(9), 32)).isEqualTo("\ud83d\ude00".repeat(8));
    }

    @Test
    void shouldRoundTripEveryMessageWithRandomNumbers() throws ProtocolException {
        final Random random = new Random(4);
        for (int i = 0; i < 2_000; i++) {
            final Message message = random(random, i % 8);
            MessageCodec.encode(message, bytes);
            assertThat(MessageCodec.decode(bytes, 128)).isEqualTo(message);
        }
    }

    private static Message random(final Random random, final int kind) {
        final String name = "if" + random.nextInt(1000);
        return switch (kind) {
            case 0 -> new Message.Ack();
            case 1 -> new Message.Hello(name, random.nextInt(65536), random.nextInt(65536), random.nextInt(65536),
                    random.nextInt(65536), random.nextInt(65536), random.nextInt(256));
            case 2 -> new Message.Init(random.nextInt(65536), random.nextLong(1L << 32), random.nextInt(256), "s" + name, name);
            case 3 -> new Message.AddRegion(random.nextInt(65536), random.nextLong());
            case 4 -> new Message.AddRing(random.nextBoolean(), random.nextInt(65536), random.nextInt(65536),
                    random.nextLong(1L << 32), random.nextInt(256), random.nextInt(65536));
            case 5 -> new Message.Connect(name);
            case 6 -> new Message.Connected(name);
            default -> new Message.Disconnect(random.nextLong(1L << 32), name);
        };
    }

    @Test
    void shouldRefuseWrongLengths() {
        for (final int length : new int[] {1, 127, 129, 65536}) {
            assertThatThrownBy(() -> MessageCodec.decode(bytes, length)).isInstanceOf(ProtocolException.class)
                    .hasMessage("malformed message: length=" + length + ", expected 128")
                    .extracting(thrown -> ((ProtocolException) thrown).error()).isEqualTo(MemifError.MFMSG);
        }
    }

    @Test
    void shouldRefuseUnknownTypes() {
        for (final int type : new int[] {0, 9, 255, 65535}) {
            bytes.set(ValueLayout.JAVA_SHORT, 0, (short) type);
            assertThatThrownBy(() -> MessageCodec.decode(bytes, 128)).isInstanceOf(ProtocolException.class)
                    .extracting(thrown -> ((ProtocolException) thrown).error()).isEqualTo(MemifError.UNKNOWN_MSG);
        }
    }
}
