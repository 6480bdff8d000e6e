package org.mapi.memif.internal.wire;

import static org.mapi.memif.internal.wire.MessageDescriptor.CONNECT_NAME;
import static org.mapi.memif.internal.wire.MessageDescriptor.DISCONNECT_CODE;
import static org.mapi.memif.internal.wire.MessageDescriptor.DISCONNECT_TEXT;
import static org.mapi.memif.internal.wire.MessageDescriptor.NAME_LENGTH;
import static org.mapi.memif.internal.wire.MessageDescriptor.SECRET_LENGTH;
import static org.mapi.memif.internal.wire.MessageDescriptor.TEXT_LENGTH;
import static org.mapi.memif.internal.wire.MessageDescriptor.TYPE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.mapi.memif.MemifError;

/** Control messages to bytes and back. Stateless. */
public final class MessageCodec {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED;

    private MessageCodec() {
    }

    /**
     * Writes a message; all bytes that the message does not use become 0.
     *
     * @param message what to write; strings longer than their field are cut at a character
     * @param out     at least 128 bytes
     */
    public static void encode(final Message message, final MemorySegment out) {
        out.asSlice(0, MessageDescriptor.LENGTH).fill((byte) 0);
        out.set(U16, TYPE, (short) type(message));
        switch (message) {
            case Message.Ack ignored -> { }
            case Message.Hello hello -> encodeHello(hello, out);
            case Message.Init init -> encodeInit(init, out);
            case Message.AddRegion region -> {
                out.set(U16, MessageDescriptor.REGION_INDEX, (short) region.index());
                out.set(U64, MessageDescriptor.REGION_SIZE, region.size());
            }
            case Message.AddRing ring -> encodeRing(ring, out);
            case Message.Connect connect -> string(out, CONNECT_NAME, NAME_LENGTH, connect.name());
            case Message.Connected connected -> string(out, CONNECT_NAME, NAME_LENGTH, connected.name());
            case Message.Disconnect disconnect -> {
                out.set(U32, DISCONNECT_CODE, (int) disconnect.code());
                string(out, DISCONNECT_TEXT, TEXT_LENGTH, disconnect.text());
            }
        }
    }

    /**
     * Reads a message.
     *
     * @param in     at least 128 bytes
     * @param length bytes that were received
     * @return the message
     * @throws ProtocolException MFMSG if length is not 128, UNKNOWN_MSG if the type is none of 1 to 8
     */
    public static Message decode(final MemorySegment in, final int length) throws ProtocolException {
        if (length != MessageDescriptor.LENGTH) {
            throw new ProtocolException(MemifError.MFMSG, "malformed message: length=" + length + ", expected "
                    + MessageDescriptor.LENGTH);
        }
        final int type = u16(in, TYPE);
        return switch (type) {
            case MessageDescriptor.ACK -> new Message.Ack();
            case MessageDescriptor.HELLO -> decodeHello(in);
            case MessageDescriptor.INIT -> decodeInit(in);
            case MessageDescriptor.ADD_REGION ->
                new Message.AddRegion(u16(in, MessageDescriptor.REGION_INDEX), in.get(U64, MessageDescriptor.REGION_SIZE));
            case MessageDescriptor.ADD_RING -> decodeRing(in);
            case MessageDescriptor.CONNECT -> new Message.Connect(string(in, CONNECT_NAME, NAME_LENGTH));
            case MessageDescriptor.CONNECTED -> new Message.Connected(string(in, CONNECT_NAME, NAME_LENGTH));
            case MessageDescriptor.DISCONNECT ->
                new Message.Disconnect(u32(in, DISCONNECT_CODE), string(in, DISCONNECT_TEXT, TEXT_LENGTH));
            default -> throw new ProtocolException(MemifError.UNKNOWN_MSG, "unknown message: type=" + type + ", expected 1 to 8");
        };
    }

    /**
     * Cuts a string so that it fits a field.
     *
     * @param value any string
     * @param limit bytes of the field
     * @return the longest prefix of whole characters that fits
     */
    public static String fit(final String value, final int limit) {
        String cut = value;
        while (cut.getBytes(StandardCharsets.UTF_8).length > limit) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }

    private static int type(final Message message) {
        return switch (message) {
            case Message.Ack ignored -> MessageDescriptor.ACK;
            case Message.Hello ignored -> MessageDescriptor.HELLO;
            case Message.Init ignored -> MessageDescriptor.INIT;
            case Message.AddRegion ignored -> MessageDescriptor.ADD_REGION;
            case Message.AddRing ignored -> MessageDescriptor.ADD_RING;
            case Message.Connect ignored -> MessageDescriptor.CONNECT;
            case Message.Connected ignored -> MessageDescriptor.CONNECTED;
            case Message.Disconnect ignored -> MessageDescriptor.DISCONNECT;
        };
    }

    private static void encodeHello(final Message.Hello hello, final MemorySegment out) {
        string(out, MessageDescriptor.HELLO_NAME, NAME_LENGTH, hello.name());
        out.set(U16, MessageDescriptor.HELLO_MIN_VERSION, (short) hello.minVersion());
        out.set(U16, MessageDescriptor.HELLO_MAX_VERSION, (short) hello.maxVersion());
        out.set(U16, MessageDescriptor.HELLO_MAX_REGION, (short) hello.maxRegion());
        out.set(U16, MessageDescriptor.HELLO_MAX_M2S_RING, (short) hello.maxM2sRing());
        out.set(U16, MessageDescriptor.HELLO_MAX_S2M_RING, (short) hello.maxS2mRing());
        out.set(ValueLayout.JAVA_BYTE, MessageDescriptor.HELLO_MAX_LOG2_RING_SIZE, (byte) hello.maxLog2RingSize());
    }

    private static Message.Hello decodeHello(final MemorySegment in) {
        return new Message.Hello(string(in, MessageDescriptor.HELLO_NAME, NAME_LENGTH), u16(in,
                MessageDescriptor.HELLO_MIN_VERSION),
                u16(in, MessageDescriptor.HELLO_MAX_VERSION), u16(in, MessageDescriptor.HELLO_MAX_REGION),
                u16(in, MessageDescriptor.HELLO_MAX_M2S_RING), u16(in, MessageDescriptor.HELLO_MAX_S2M_RING),
                u8(in, MessageDescriptor.HELLO_MAX_LOG2_RING_SIZE));
    }

    private static void encodeInit(final Message.Init init, final MemorySegment out) {
        out.set(U16, MessageDescriptor.INIT_VERSION, (short) init.version());
        out.set(U32, MessageDescriptor.INIT_ID, (int) init.id());
        out.set(ValueLayout.JAVA_BYTE, MessageDescriptor.INIT_MODE, (byte) init.mode());
        string(out, MessageDescriptor.INIT_SECRET, SECRET_LENGTH, init.secret());
        string(out, MessageDescriptor.INIT_NAME, NAME_LENGTH, init.name());
    }

    private static Message.Init decodeInit(final MemorySegment in) {
        return new Message.Init(u16(in, MessageDescriptor.INIT_VERSION), u32(in, MessageDescriptor.INIT_ID),
                u8(in, MessageDescriptor.INIT_MODE), string(in, MessageDescriptor.INIT_SECRET, SECRET_LENGTH),
                string(in, MessageDescriptor.INIT_NAME, NAME_LENGTH));
    }

    private static void encodeRing(final Message.AddRing ring, final MemorySegment out) {
        out.set(U16, MessageDescriptor.RING_FLAGS, (short) (ring.slaveToMaster() ? MessageDescriptor.RING_FLAG_S2M : 0));
        out.set(U16, MessageDescriptor.RING_INDEX, (short) ring.index());
        out.set(U16, MessageDescriptor.RING_REGION, (short) ring.region());
        out.set(U32, MessageDescriptor.RING_OFFSET, (int) ring.offset());
        out.set(ValueLayout.JAVA_BYTE, MessageDescriptor.RING_LOG2_SIZE, (byte) ring.log2Size());
        out.set(U16, MessageDescriptor.RING_PRIVATE_HEADER, (short) ring.privateHeader());
    }

    private static Message.AddRing decodeRing(final MemorySegment in) {
        return new Message.AddRing((u16(in, MessageDescriptor.RING_FLAGS) & MessageDescriptor.RING_FLAG_S2M) != 0,
                u16(in, MessageDescriptor.RING_INDEX), u16(in, MessageDescriptor.RING_REGION), u32(in,
                MessageDescriptor.RING_OFFSET),
                u8(in, MessageDescriptor.RING_LOG2_SIZE), u16(in, MessageDescriptor.RING_PRIVATE_HEADER));
    }

    private static void string(final MemorySegment out, final int at, final int limit, final String value) {
        final byte[] bytes = fit(value, limit).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            out.set(ValueLayout.JAVA_BYTE, at + i, bytes[i]);
        }
    }

    private static String string(final MemorySegment in, final int at, final int limit) {
        final byte[] bytes = new byte[limit];
        int length = 0;
        while (length < limit && in.get(ValueLayout.JAVA_BYTE, at + length) != 0) {
            bytes[length] = in.get(ValueLayout.JAVA_BYTE, at + length);
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static int u8(final MemorySegment in, final int at) {
        return in.get(ValueLayout.JAVA_BYTE, at) & 0xff;
    }

    private static int u16(final MemorySegment in, final int at) {
        return in.get(U16, at) & 0xffff;
    }

    private static long u32(final MemorySegment in, final int at) {
        return in.get(U32, at) & 0xffff_ffffL;
    }
}
