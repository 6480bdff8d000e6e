package org.mapi.stdflib.anon;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mapi.packet.Packet;

/** Text in native memory, of bounded length and without allocation: what does not fit is left out and shown by three dots. */
final class PacketLines {
    /** Longest text in bytes. */
    static final int LONGEST = 16 << 10;
    private static final String MORE = "...";
    private static final int SECONDS_PER_DAY = 86_400;
    private static final long NANOS = 1_000_000_000L;

    private final MemorySegment memory = Arena.ofAuto().allocate(LONGEST);
    private int length;
    private boolean full;

    MemorySegment memory() {
        return memory;
    }

    int length() {
        return length;
    }

    PacketLines clear() {
        length = 0;
        full = false;
        return this;
    }

    PacketLines text(String text) {
        for (int i = 0; i < text.length(); i++) {
            character(text.charAt(i));
        }
        return this;
    }

    /** Writes a character of ASCII. */
    PacketLines character(int character) {
        if (length < LONGEST - MORE.length()) {
            memory.set(ValueLayout.JAVA_BYTE, length++, (byte) character);
        } else if (!full) {
            full = true;
            for (int i = 0; i < MORE.length(); i++) {
                memory.set(ValueLayout.JAVA_BYTE, length++, (byte) MORE.charAt(i));
            }
        }
        return this;
    }

    /** Writes a number that is not negative. */
    PacketLines number(long value) {
        return digits(value, 1);
    }

    /** Writes a number with leading zeros. */
    PacketLines digits(long value, int least) {
        long unit = 1;
        int count = 1;
        while (value / unit >= 10) {
            unit *= 10;
            count++;
        }
        for (int i = count; i < least; i++) {
            character('0');
        }
        for (long rest = value; unit > 0; unit /= 10) {
            character('0' + (int) (rest / unit));
            rest %= unit;
        }
        return this;
    }

    /** Writes a number in hexadecimal digits, at least so many. */
    PacketLines hexadecimal(long value, int least) {
        int shift = Long.SIZE - 4;
        while (shift >= 4 * least && value >>> shift == 0) {
            shift -= 4;
        }
        for (; shift >= 0; shift -= 4) {
            character("0123456789abcdef".charAt((int) (value >>> shift) & 0x0f));
        }
        return this;
    }

    /** Writes a time as ISO 8601 has it, with nanoseconds. */
    PacketLines time(long nanos) {
        final long seconds = Math.floorDiv(nanos, NANOS);
        final long days = Math.floorDiv(seconds, (long) SECONDS_PER_DAY);
        final int second = (int) Math.floorMod(seconds, (long) SECONDS_PER_DAY);
        // days since 0000-03-01 in eras of 400 years, so that leap days come last (H. Hinnant, civil from days)
        final long shifted = days + 719_468;
        final long era = Math.floorDiv(shifted, 146_097L);
        final long dayOfEra = shifted - era * 146_097;
        final long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        final long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        final long monthFromMarch = (5 * dayOfYear + 2) / 153;
        final long month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        digits(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4).character('-').digits(month, 2).character('-');
        digits(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, 2).character('T').digits(second / 3600, 2).character(':');
        return digits(second / 60 % 60, 2).character(':').digits(second % 60, 2).character('.')
            .digits(Math.floorMod(nanos, NANOS), 9).character('Z');
    }

    /** Writes a hardware address. */
    PacketLines mac(long address) {
        for (int shift = 40; shift >= 0; shift -= Byte.SIZE) {
            hexadecimal(address >>> shift & 0xff, 2);
            if (shift > 0) {
                character(':');
            }
        }
        return this;
    }

    /** Writes the IP address at an offset; IPv6 as RFC 5952 says. */
    PacketLines address(Packet packet, int at, int size) {
        if (size == 4) {
            return number(packet.getUnsignedByte(at)).character('.').number(packet.getUnsignedByte(at + 1)).character('.')
                .number(packet.getUnsignedByte(at + 2)).character('.').number(packet.getUnsignedByte(at + 3));
        }
        int from = 8;
        int zeros = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && packet.getUnsignedShort(at + 2 * (i + run)) == 0) {
                run++;
            }
            if (run > zeros) {
                from = i;
                zeros = run;
            }
        }
        for (int i = 0; i < 8; i++) {
            if (i == from) {
                text("::");
                i += zeros - 1;
                continue;
            }
            if (i > 0 && i != from + zeros) {
                character(':');
            }
            hexadecimal(packet.getUnsignedShort(at + 2 * i), 1);
        }
        return this;
    }
}
