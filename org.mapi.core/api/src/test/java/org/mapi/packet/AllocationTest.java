package org.mapi.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final int PACKETS = 20_000;
    private static final long DEADLINE = 60_000_000_000L;
    private static final int SLOT = 256;
    /** Far less than one smallest object per packet of even one kind. */
    private static final int TOLERATED = 256;

    private final MemorySegment region = Arena.ofAuto().allocate((long) SLOT * SampleFrames.ALL.size());
    private final PacketCursor cursor = new PacketCursor();
    private long digest;

    /** Until the code is compiled the virtual machine itself allocates now and then; a round without settles the matter. */
    @Test
    void shouldAllocateNothingPerPacket() {
        for (int i = 0; i < SampleFrames.ALL.size(); i++) {
            final FrameBuilder frame = SampleFrames.ALL.get(i).frame();
            frame.copyTo(region, (long) i * SLOT, frame.size());
        }
        cursor.region(region);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (final long start = System.nanoTime(); least > TOLERATED && System.nanoTime() - start < DEADLINE;) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            decodeAll();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes allocated for %d packets", PACKETS).isLessThanOrEqualTo(TOLERATED);
        assertThat(digest).isNotZero();
    }

    private void decodeAll() {
        for (int i = 0; i < PACKETS; i++) {
            final int kind = i % SampleFrames.ALL.size();
            final SampleFrames.Sample sample = SampleFrames.ALL.get(kind);
            cursor.move((long) kind * SLOT, sample.frame().size(), sample.frame().size(), i, 0, sample.linkType(), i);
            digest += Facts.digest(cursor.packet());
        }
    }
}
