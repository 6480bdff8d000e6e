package org.mapi.core.engine.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** UTF-8 text in a field of fixed length, ended by at least one zero byte. */
final class FixedText {
    private FixedText() { }

    /** Writes a text, cut at a character's boundary when it is too long, and zeros behind it. */
    static void put(MemorySegment memory, long offset, int room, String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int used = Math.min(bytes.length, room - 1);
        while (used > 0 && used < bytes.length && (bytes[used] & 0xC0) == 0x80) {
            used--;
        }
        for (int i = 0; i < room; i++) {
            memory.set(ValueLayout.JAVA_BYTE, offset + i, i < used ? bytes[i] : 0);
        }
    }

    static String get(MemorySegment memory, long offset, int room) {
        final byte[] bytes = new byte[room];
        int used = 0;
        while (used < room) {
            bytes[used] = memory.get(ValueLayout.JAVA_BYTE, offset + used);
            if (bytes[used] == 0) {
                break;
            }
            used++;
        }
        return new String(bytes, 0, used, StandardCharsets.UTF_8);
    }
}
