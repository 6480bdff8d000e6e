package org.mapi.core.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Writes trace files by hand, byte by byte, independently of the code under test. */
public final class TraceBytes {
    private final ByteOrder order;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public TraceBytes(ByteOrder order) {
        this.order = order;
    }

    public static TraceBytes little() {
        return new TraceBytes(ByteOrder.LITTLE_ENDIAN);
    }

    public TraceBytes u8(int value) {
        out.write(value);
        return this;
    }

    public TraceBytes u16(int value) {
        out.writeBytes(ByteBuffer.allocate(2).order(order).putShort((short) value).array());
        return this;
    }

    public TraceBytes u32(long value) {
        out.writeBytes(ByteBuffer.allocate(4).order(order).putInt((int) value).array());
        return this;
    }

    public TraceBytes u64(long value) {
        out.writeBytes(ByteBuffer.allocate(8).order(order).putLong(value).array());
        return this;
    }

    public TraceBytes raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public TraceBytes zeros(int count) {
        return raw(new byte[count]);
    }

    /** A pcap file header. */
    public TraceBytes pcap(int magic, int snapLength, int linkType) {
        return u32(magic).u16(2).u16(4).u32(0).u32(0).u32(snapLength).u32(linkType);
    }

    /** A pcap record whose captured bytes are given. */
    public TraceBytes record(long seconds, long fraction, int wire, byte[] data) {
        return u32(seconds).u32(fraction).u32(data.length).u32(wire).raw(data);
    }

    /** A pcapng block around a body whose length is a multiple of four. */
    public TraceBytes block(int type, byte[] body) {
        return u32(type).u32(body.length + 12).raw(body).u32(body.length + 12);
    }

    /** A pcapng section header. */
    public TraceBytes section() {
        return block(0x0a0d0d0a, new TraceBytes(order).u32(0x1a2b3c4d).u16(1).u16(0).u64(-1).bytes());
    }

    /** A pcapng interface with options given as bytes. */
    public TraceBytes description(int linkType, int snapLength, byte... options) {
        return block(1, new TraceBytes(order).u16(linkType).u16(0).u32(snapLength).raw(options).bytes());
    }

    /** A pcapng option, padded. */
    public TraceBytes option(int code, byte... value) {
        return u16(code).u16(value.length).raw(Arrays.copyOf(value, value.length + 3 & ~3));
    }

    /** An enhanced packet block. */
    public TraceBytes packet(int number, long ticks, int wire, byte[] data) {
        return block(6, new TraceBytes(order).u32(number).u32(ticks >>> 32).u32(ticks).u32(data.length).u32(wire)
            .raw(Arrays.copyOf(data, data.length + 3 & ~3)).bytes());
    }

    /** An ERF record; {@code headers} go between record header and data. The builder's order must be big endian. */
    public TraceBytes erf(long seconds, int fraction, int type, int flags, int lost, int wire, byte[] headers, byte[] data) {
        out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(seconds << 32 | fraction & 0xffffffffL)
            .array());
        return u8(type).u8(flags).u16(16 + headers.length + data.length).u16(lost).u16(wire).raw(headers).raw(data);
    }

    public int length() {
        return out.size();
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    /** The same bytes as a gzip member. */
    public byte[] gzip() {
        try {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(bytes());
            }
            return packed.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the bytes to a file of a directory. */
    public Path save(Path directory, String name) {
        return save(directory, name, bytes());
    }

    /** Writes bytes to a file of a directory. */
    public static Path save(Path directory, String name, byte[] bytes) {
        try {
            return Files.write(directory.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** So many bytes that tell their number. */
    public static byte[] data(int seed, int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) (seed * 31 + i);
        }
        return data;
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
