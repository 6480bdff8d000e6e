package org.mapi.memif;

import java.lang.foreign.MemorySegment;

/**
 * Buffer memory that the application supplies instead of region 1 (slave), or maps itself instead of leaving it to the library
 * (master). The private context is the interface's. Called with the context's lock held.
 */
public interface ExternalRegions {
    /**
     * A region that the application has made.
     *
     * @param memory native, mapped from fd, at least as long as asked for
     * @param fd     file to pass to the peer; stays the application's
     */
    record Region(MemorySegment memory, int fd) {
    }

    /**
     * Slave: supplies the buffers' memory (memif_add_external_region_t).
     *
     * @param size    bytes needed
     * @param context the interface's private context
     * @return the region
     */
    Region add(long size, Object context);

    /**
     * Master: maps a region of the peer (memif_get_external_region_addr_t). Called for all regions but 0.
     *
     * @param size    bytes, checked against the file
     * @param fd      the peer's file, closed by the library at the disconnect
     * @param context the interface's private context
     * @return native memory of at least that size, or null to let the library map it
     */
    MemorySegment address(long size, int fd, Object context);

    /**
     * A region is no longer used (memif_del_external_region_t).
     *
     * @param memory  what {@link #add} or {@link #address} gave
     * @param size    bytes
     * @param fd      its file
     * @param context the interface's private context
     */
    void delete(MemorySegment memory, long size, int fd, Object context);

    /**
     * Slave: whether {@link #bufferOffset} names a buffer at each refill; otherwise each slot keeps its own.
     *
     * @return false by default
     */
    default boolean suppliesBuffers() {
        return false;
    }

    /**
     * Slave: an unallocated buffer (memif_get_external_buffer_offset_t). Called on data threads, without lock.
     *
     * @param context the interface's private context
     * @return offset in the region, with room for a whole buffer; anything else makes the refill fail with -11
     */
    default long bufferOffset(final Object context) {
        return -1;
    }
}
