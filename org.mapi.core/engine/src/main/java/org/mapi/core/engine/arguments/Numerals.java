package org.mapi.core.engine.arguments;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads whole numbers, decimal or hexadecimal with 0x, with or without sign. */
final class Numerals {
    private static final Pattern SYNTAX = Pattern.compile("([+-]?)(?:0[xX]([0-9a-fA-F]{1,17})|([0-9]{1,40}))");

    private Numerals() { }

    /** The number; empty when the text is none or it lies outside 64 bits. */
    static OptionalLong parse(String text) {
        return big(text.trim()).filter(value -> value.bitLength() < Long.SIZE)
            .map(value -> OptionalLong.of(value.longValue())).orElse(OptionalLong.empty());
    }

    private static Optional<BigInteger> big(String text) {
        final Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        final BigInteger magnitude = matcher.group(2) != null ? new BigInteger(matcher.group(2), 16)
            : new BigInteger(matcher.group(3));
        return Optional.of(matcher.group(1).equals("-") ? magnitude.negate() : magnitude);
    }
}
