package org.mapi.memif;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.mapi.memif.internal.sys.SystemCalls;
import org.mapi.memif.internal.wire.ProtocolException;

/**
 * The regions of one connection in one segment: address space for all of them is reserved at once and each region is mapped into
 * it, so that packet code works with one constant base and plain offsets. Regions that an application maps itself lie where it
 * says; the segment then spans from the lowest to the highest byte.
 */
final class LinkMemory {
    private static final int PAGE = 4096;

    private final SystemCalls system;
    private final Arena arena;
    private final MemorySegment memory;
    private final long reserved;
    private final long reservedSize;
    final long[] starts;
    final long[] sizes;
    final boolean isFallible;

    private LinkMemory(final SystemCalls system, final long reserved, final long reservedSize, final long[] addresses,
            final List<Region> regions) {
        this.system = system;
        this.reserved = reserved;
        this.reservedSize = reservedSize;
        starts = new long[regions.size()];
        sizes = new long[regions.size()];
        long low = Long.MAX_VALUE;
        long high = 0;
        boolean fallible = false;
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = regions.get(i).size();
            low = Math.min(low, addresses[i]);
            high = Math.max(high, addresses[i] + sizes[i]);
            fallible |= !regions.get(i).isSealed();
        }
        for (int i = 0; i < sizes.length; i++) {
            starts[i] = addresses[i] - low;
        }
        isFallible = fallible;
        arena = Arena.ofShared();
        memory = MemorySegment.ofAddress(low).reinterpret(high - low, arena, null);
    }

    /**
     * A region before it is mapped.
     *
     * @param fd       memory file; stays with the caller
     * @param size     bytes
     * @param page     size of the file's pages, a power of two
     * @param isSealed whether the peer cannot shrink it
     * @param external memory that the application has mapped, or null
     * @param isPeers  whether the file came from the peer
     */
    record Region(int fd, long size, int page, boolean isSealed, MemorySegment external, boolean isPeers) {
        private long padded() {
            final long unit = Math.max(PAGE, Integer.highestOneBit(page));
            return size + unit - 1 & -unit;
        }

        private long unit() {
            return Math.max(PAGE, Integer.highestOneBit(page));
        }
    }

    /** Maps all regions, or none. */
    static LinkMemory map(final SystemCalls system, final List<Region> regions) throws ProtocolException {
        long total = 0;
        for (final Region region : regions) {
            total += region.external() == null ? region.padded() + region.unit() : 0;
        }
        final long reserved = total == 0 ? 0 : system.reserve(total);
        if (reserved < 0) {
            throw new ProtocolException(MemifError.ofErrno((int) -reserved), "address space: size=" + total + ", errno="
                    + -reserved);
        }
        final long[] addresses = new long[regions.size()];
        long free = reserved;
        for (int i = 0; i < addresses.length; i++) {
            final Region region = regions.get(i);
            if (region.external() != null) {
                addresses[i] = region.external().address();
                continue;
            }
            addresses[i] = free + region.unit() - 1 & -region.unit();
            final long mapped = system.mapAt(addresses[i], region.padded(), region.fd());
            if (mapped < 0) {
                system.unmap(reserved, total);
                throw new ProtocolException(MemifError.ofErrno((int) -mapped), "mapping of a region: region=" + i + ", size="
                        + region.size() + ", errno=" + -mapped);
            }
            free = addresses[i] + region.padded();
        }
        return new LinkMemory(system, reserved, total, addresses, regions);
    }

    MemorySegment memory() {
        return memory;
    }

    MemorySegment region(final int index) {
        return memory.asSlice(starts[index], sizes[index]);
    }

    void close() {
        arena.close();
        if (reservedSize > 0) {
            system.unmap(reserved, reservedSize);
        }
    }
}
