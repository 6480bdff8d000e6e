package org.mapi.core.trace.read;

import static org.mapi.core.trace.format.PcapngDescriptor.OPTION_END;
import static org.mapi.core.trace.format.PcapngDescriptor.OPTION_HEADER_LENGTH;
import static org.mapi.core.trace.format.PcapngDescriptor.padded;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Walks the options of one pcapng block. */
final class PcapngOptions {
    private static final int MAXIMUM_TEXT_LENGTH = 256;

    private final MemorySegment segment;
    private final int block;
    private final int end;
    private final boolean swapped;
    private int next;
    private int code;
    private int length;
    private int value;

    /**
     * Starts before the first option.
     *
     * @param block where the block starts, for errors
     * @param start where its options start
     * @param end   where its trailing length starts
     */
    PcapngOptions(MemorySegment segment, int block, int start, int end, boolean swapped) {
        this.segment = segment;
        this.block = block;
        this.end = end;
        this.swapped = swapped;
        next = start;
    }

    /**
     * Goes to the next option.
     *
     * @return false behind the last one
     * @throws CorruptRecordException when the option does not fit into its block
     */
    boolean next() throws CorruptRecordException {
        int rest = end - next;
        if (rest == 0) {
            return false;
        }
        if (rest < OPTION_HEADER_LENGTH) {
            throw new CorruptRecordException(block, "an option is cut by the end of its block: " + rest
                + " bytes left, expected " + OPTION_HEADER_LENGTH);
        }
        code = RecordReader.get16(segment, next, swapped);
        length = RecordReader.get16(segment, next + 2, swapped);
        value = next + OPTION_HEADER_LENGTH;
        if (padded(length) > end - value) {
            throw new CorruptRecordException(block, "an option is longer than its block: code=" + code + ", length=" + length
                + ", limit " + (end - value));
        }
        next = value + padded(length);
        return code != OPTION_END;
    }

    int code() {
        return code;
    }

    /** The value as text, cut to a sane length, without control characters. */
    String text() {
        byte[] bytes = segment.asSlice(value, Math.min(length, MAXIMUM_TEXT_LENGTH)).toArray(ValueLayout.JAVA_BYTE);
        String text = new String(bytes, StandardCharsets.UTF_8);
        int zero = text.indexOf(0);
        return (zero < 0 ? text : text.substring(0, zero)).replaceAll("\\p{Cntrl}", "?");
    }

    /** The value as a byte. */
    int byteValue() throws CorruptRecordException {
        require(1);
        return segment.get(ValueLayout.JAVA_BYTE, value) & 0xff;
    }

    /** The value as a 64-bit number. */
    long longValue() throws CorruptRecordException {
        require(Long.BYTES);
        return RecordReader.get64(segment, value, swapped);
    }

    private void require(int expected) throws CorruptRecordException {
        if (length != expected) {
            throw new CorruptRecordException(block, "an option has a wrong length: code=" + code + ", length=" + length
                + ", expected " + expected);
        }
    }
}
