package org.mapi.stdflib.anon;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** PATTERN_FILL and ZERO: a pattern, again and again. */
final class FillTreatment extends Treatment {
    private static final String EXPECTED = "INTEGER and a number of 32 bits, or STR and a text";
    /** For contents of any bytes. */
    private final byte[] pattern;
    /** For parts of lines of text. */
    private final byte[] textPattern;
    private final boolean isInteger;
    private final int integer;

    private FillTreatment(byte[] pattern, byte[] textPattern, boolean isInteger, int integer) {
        this.pattern = pattern;
        this.textPattern = textPattern;
        this.isInteger = isInteger;
        this.integer = integer;
    }

    static FillTreatment zero() {
        return new FillTreatment(new byte[1], new byte[] {'0'}, true, 0);
    }

    static FillTreatment of(Rule rule) {
        final int size = rule.parameters().size();
        if (size < 2) {
            throw rule.wrongParameters(EXPECTED);
        }
        final String value = String.join(",", rule.parameters().subList(1, size));
        switch (rule.parameters().get(0)) {
            case "INTEGER", "0" -> {
                try {
                    final int number = (int) Math.clamp(Long.decode(value), Integer.MIN_VALUE, 0xffff_ffffL);
                    return new FillTreatment(ByteBuffer.allocate(Integer.BYTES).putInt(number).array(),
                        value.getBytes(StandardCharsets.UTF_8), true, number);
                } catch (NumberFormatException e) {
                    throw rule.wrongParameters(EXPECTED);
                }
            }
            case "STR", "1" -> {
                final byte[] text = value.getBytes(StandardCharsets.UTF_8);
                if (text.length == 0) {
                    throw rule.wrongParameters(EXPECTED);
                }
                return new FillTreatment(text, text, false, 0);
            }
            default -> throw rule.wrongParameters(EXPECTED);
        }
    }

    /** A pattern of text fills from the first byte on. */
    private long word(int from, int bytes) {
        long word = 0;
        for (int i = from; i < from + bytes; i++) {
            word = word << Byte.SIZE | pattern[i % pattern.length] & 0xff;
        }
        return word;
    }

    @Override
    long number(long value, int bits) {
        return isInteger ? integer : word(0, (bits + Byte.SIZE - 1) / Byte.SIZE);
    }

    @Override
    void address(AddressWords address) {
        if (isInteger) {
            address.high = 0;
            address.low = integer & 0xffff_ffffL;
        } else {
            address.high = word(0, Long.BYTES);
            address.low = address.wide ? word(Long.BYTES, Long.BYTES) : word(0, Integer.BYTES);
        }
    }

    @Override
    int content(byte[] content, int length, int most, boolean text) {
        final byte[] source = text ? textPattern : pattern;
        for (int i = 0; i < length; i++) {
            content[i] = source[i % source.length];
        }
        return length;
    }
}
