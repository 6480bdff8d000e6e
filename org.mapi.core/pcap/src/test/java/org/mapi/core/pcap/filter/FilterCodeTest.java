package org.mapi.core.pcap.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

/** Generated classes: shared while in use, collected afterwards; runs that allocate nothing; programs that are refused. */
class FilterCodeTest {
    private static final long DEADLINE = 60_000_000_000L;
    private static final long LD_LEN = 0x80;
    private static final long RET_A = 0x16;

    private static FilterProgram returning(int value) {
        return FilterProgram.of(new long[] {0x06 | (long) value << 32});
    }

    @Test
    void shouldShareTheClassOfEqualPrograms() {
        FilterCodeCache cache = new FilterCodeCache();
        ProgramFilter one = cache.code(returning(7)).filter("one", 1);
        ProgramFilter two = cache.code(returning(7)).filter("two", 113);
        assertThat(one.body().getClass()).isSameAs(two.body().getClass());
        assertThat(one.body().getClass().isHidden()).isTrue();
        assertThat(two.expression()).isEqualTo("two");
        assertThat(two.linkType()).isEqualTo(113);
        assertThat(cache.code(returning(8)).filter("other", 1).body().getClass())
            .isNotSameAs(one.body().getClass());
    }

    @Test
    void shouldLetGoOfAClassThatNobodyUses() {
        FilterCodeCache cache = new FilterCodeCache();
        WeakReference<Class<?>> type = new WeakReference<>(cache.code(returning(123456)).filter("gone", 1).body().getClass());
        assertThat(cache.size()).isLessThanOrEqualTo(1);
        for (long start = System.nanoTime(); (type.get() != null || cache.size() != 0)
            && System.nanoTime() - start < DEADLINE;) {
            System.gc();
            Thread.onSpinWait();
        }
        assertThat(type.get()).isNull();
        assertThat(cache.size()).isZero();
    }

    @Test
    void shouldAllocateNothingPerPacket() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Arena arena = Arena.ofShared()) {
            MemorySegment packet = arena.allocate(128);
            for (String expression : new String[] {"tcp port 80", "ip[0] + ip[1] * ip[2] > 1000", "ip6 protochain 6"}) {
                FilterProgram program = Filters.program(expression, 1, 65535);
                for (FilterCode code : new FilterCode[] {FilterCode.of(program), FilterCode.interpreted(program)}) {
                    ProgramFilter filter = code.filter(expression, 1);
                    long allocated = Long.MAX_VALUE;
                    for (long start = System.nanoTime(); allocated != 0 && System.nanoTime() - start < DEADLINE;) {
                        long before = threads.getCurrentThreadAllocatedBytes();
                        run(filter, packet);
                        allocated = threads.getCurrentThreadAllocatedBytes() - before;
                    }
                    assertThat(allocated).as(expression + " compiled=" + code.compiled()).isZero();
                }
            }
        }
    }

    private static int run(ProgramFilter filter, MemorySegment packet) {
        int sum = 0;
        for (int i = 0; i < 20_000; i++) {
            sum += filter.run(packet, i & 63, i % 61, 60);
        }
        return sum;
    }

    @Test
    void shouldTreatTheWireLengthAsUnsigned() {
        try (Arena arena = Arena.ofShared()) {
            Filters filters = new Filters("length", FilterProgram.of(new long[] {LD_LEN, RET_A}), arena);
            assertThat(filters.run(arena.allocate(1), 0, 0, -2)).isEqualTo(-2);
        }
    }

    @Test
    void shouldEndALoopThatLibpcapWouldRunForever() {
        long jumpToItself = 0x05 | 0xffffffffL << 32;
        FilterProgram program = FilterProgram.of(new long[] {jumpToItself, 0x06 | 1L << 32});
        try (Arena arena = Arena.ofShared()) {
            MemorySegment packet = arena.allocate(1);
            assertThat(FilterCode.of(program).filter("loop", 1).run(packet, 0, 1, 1)).isZero();
            assertThat(FilterCode.interpreted(program).filter("loop", 1).run(packet, 0, 1, 1)).isZero();
        }
    }

    @Test
    void shouldRefuseProgramsThatAreNotValid() {
        long accept = 0x06 | 1L << 32;
        assertRefused("length=0");
        assertRefused("instruction=0, code=0x80: expected a return", LD_LEN);
        assertRefused("instruction=0, code=0xff: expected a known", 0xff, accept);
        assertRefused("instruction=0, code=0x34: k=0", 0x34, accept);
        assertRefused("instruction=0, code=0x2: k=16", 0x02 | 16L << 32, accept);
        assertRefused("instruction=0, code=0x2: k=4294967295", 0x02 | 0xffffffffL << 32, accept);
        assertRefused("instruction=0, code=0x15: expected targets inside", 0x15 | 1L << 16, accept);
        assertRefused("instruction=0, code=0x15: expected targets inside", 0x15 | 255L << 24, accept);
        assertRefused("instruction=0, code=0x5: k=1", 0x05 | 1L << 32, accept);
        assertRefused("instruction=0, code=0x5: k=-2", 0x05 | 0xfffffffeL << 32, accept);
        assertRefused("instruction=0, code=0x5: k=2147483647", 0x05 | 0x7fffffffL << 32, accept);
    }

    private static void assertRefused(String message, long... instructions) {
        assertThatThrownBy(() -> FilterProgram.of(instructions)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(message);
    }
}
