package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TextSearchTest {
    private static final int ROUNDS = 3000;
    private static final int ROOM = 4096;
    private final SplittableRandom random = new SplittableRandom(11);
    private final MemorySegment memory = Arena.ofAuto().allocate(ROOM);

    /** Places the text at the end of the memory: reading beyond it throws. */
    private boolean find(TextSearch search, byte[] text) {
        MemorySegment.copy(text, 0, memory, ValueLayout.JAVA_BYTE, ROOM - text.length, text.length);
        return search.find(memory, ROOM - text.length, text.length);
    }

    private static boolean contains(byte[] text, byte[] part) {
        for (int i = 0; i + part.length <= text.length; i++) {
            int same = 0;
            while (same < part.length && text[i + same] == part[same]) {
                same++;
            }
            if (same == part.length) {
                return true;
            }
        }
        return false;
    }

    private byte[] bytes(int length, int letters) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (random.nextInt(letters) - letters / 4);
        }
        return bytes;
    }

    private void agree(List<byte[]> strings, byte[] text) {
        final boolean expected = strings.stream().anyMatch(part -> contains(text, part));
        assertThat(find(TextSearch.of(strings), text)).isEqualTo(expected);
        assertThat(find(new ManyTextSearch(strings), text)).isEqualTo(expected);
        assertThat(find(new TextAutomaton(strings), text)).isEqualTo(expected);
    }

    @Test
    void shouldAgreeWithAPlainSearchWhateverTheLettersAndLengths() {
        for (int round = 0; round < ROUNDS; round++) {
            final int letters = new int[] {2, 3, 16, 256}[round % 4];
            final int shortest = 1 + random.nextInt(12);
            final List<byte[]> strings = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                strings.add(bytes(shortest + random.nextInt(9), letters));
            }
            agree(strings, bytes(random.nextInt(200), letters));
        }
    }

    @Test
    void shouldFindEachOfAThousandStringsAtEachPlace() {
        final List<byte[]> strings = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            strings.add(bytes(4 + random.nextInt(20), 256));
        }
        final TextSearch search = TextSearch.of(strings);
        int found = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final byte[] text = bytes(100 + random.nextInt(100), 256);
            assertThat(find(search, text)).isFalse();
            final byte[] part = strings.get(round % strings.size());
            System.arraycopy(part, 0, text, random.nextInt(text.length - part.length + 1), part.length);
            found += find(search, text) ? 1 : 0;
        }
        assertThat(found).isEqualTo(ROUNDS);
    }

    @Test
    void shouldEndSoonWhenEverythingNearlyFits() {
        final byte[] text = new byte[2000];
        final byte[] almost = new byte[1000];
        almost[500] = 1;
        final List<byte[]> strings = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            final byte[] string = new byte[60];
            string[59] = 1;
            string[58] = (byte) i;
            string[57] = (byte) (i >> 8);
            strings.add(string);
        }
        final TextSearch one = TextSearch.of(List.of(almost));
        final TextSearch many = TextSearch.of(strings);
        for (int i = 0; i < 2000; i++) {
            assertThat(find(one, text)).isFalse();
            assertThat(find(many, text)).isFalse();
        }
        text[1999] = 1;
        assertThat(find(many, text)).isTrue();
    }

    @Test
    void shouldRefuseMoreThanFitsIntoMemory() {
        assertThatThrownBy(() -> TextSearch.of(List.of(bytes(3_000_000, 256)))).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("expected at most");
    }
}
