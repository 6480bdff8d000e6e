package org.mapi.memif;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.mapi.memif.internal.sys.SystemCalls;
import org.mapi.memif.internal.wire.ProtocolException;
import org.mapi.memif.internal.wire.RingDescriptor;

/** Everything that one connection holds: memory files, mappings, events. Released once, whatever state it is in. */
final class SharedResources {
    private final SystemCalls system;
    private final ExternalRegions external;
    private final Object context;
    private final List<LinkMemory.Region> regions = new ArrayList<>();
    private final List<RingShare> slaveToMaster = new ArrayList<>();
    private final List<RingShare> masterToSlave = new ArrayList<>();
    private LinkMemory mapped;
    private Link link;

    /**
     * A ring and its event.
     *
     * @param place where
     * @param event kick
     */
    record RingShare(Ring.Place place, EventFd event) {
    }

    SharedResources(final SystemCalls system, final ExternalRegions external, final Object context) {
        this.system = system;
        this.external = external;
        this.context = context;
    }

    List<LinkMemory.Region> regions() {
        return regions;
    }

    long totalSize() {
        long total = 0;
        for (final LinkMemory.Region region : regions) {
            total += region.size();
        }
        return total;
    }

    /** Takes a region; its descriptor is closed with the rest, unless the application supplied it. */
    void add(final LinkMemory.Region region) {
        regions.add(region);
    }

    EventFd addRing(final boolean isSlaveToMaster, final Ring.Place place, final int fd) {
        final EventFd event = new EventFd(system, fd);
        rings(isSlaveToMaster).add(new RingShare(place, event));
        return event;
    }

    List<RingShare> rings(final boolean isSlaveToMaster) {
        return isSlaveToMaster ? slaveToMaster : masterToSlave;
    }

    Link map(final BiConsumer<MemifError, String> onViolation) throws ProtocolException {
        mapped = LinkMemory.map(system, regions);
        link = new Link(mapped, onViolation);
        return link;
    }

    Link link() {
        return link;
    }

    long ringOffset(final RingShare ring) {
        return mapped.starts[ring.place().region()] + ring.place().offset();
    }

    void initialiseRings() {
        for (final RingShare ring : allRings()) {
            RingDescriptor.initialise(mapped.memory(), ringOffset(ring), 0);
        }
    }

    /** Both sides set head and tail to 0 when they learn that they are connected, as libmemif and DPDK do. */
    void checkAndResetRings() throws ProtocolException {
        try {
            checkAndReset();
            link.surfaceFaults();
        } catch (InternalError fault) {
            throw new ProtocolException(MemifError.SYSCALL, "fault in shared memory: ring");
        }
    }

    private void checkAndReset() throws ProtocolException {
        for (final RingShare ring : allRings()) {
            final int cookie = RingDescriptor.cookie(mapped.memory(), ringOffset(ring));
            if (cookie != RingDescriptor.COOKIE_VALUE) {
                throw new ProtocolException(MemifError.COOKIE, "wrong cookie: ring=" + ring.place().index() + ", cookie=0x"
                        + Integer.toHexString(cookie));
            }
        }
        for (final RingShare ring : allRings()) {
            RingDescriptor.reset(mapped.memory(), ringOffset(ring));
        }
    }

    private List<RingShare> allRings() {
        final List<RingShare> all = new ArrayList<>(slaveToMaster);
        all.addAll(masterToSlave);
        return all;
    }

    List<MemifDetails.Region> describe() {
        final List<MemifDetails.Region> result = new ArrayList<>();
        for (int i = 0; i < regions.size(); i++) {
            final LinkMemory.Region region = regions.get(i);
            result.add(new MemifDetails.Region(i, mapped.region(i), region.size(), region.fd(), region.external() != null));
        }
        return result;
    }

    /** Memory that a queue still holds is unmapped when it lets go, the rest now. */
    void release() {
        for (final RingShare ring : allRings()) {
            ring.event().close();
        }
        slaveToMaster.clear();
        masterToSlave.clear();
        final LinkMemory memory = mapped;
        final List<LinkMemory.Region> files = List.copyOf(regions);
        mapped = null;
        regions.clear();
        if (memory == null) {
            free(null, files);
        } else {
            link.end(() -> free(memory, files));
        }
    }

    private void free(final LinkMemory memory, final List<LinkMemory.Region> files) {
        if (memory != null) {
            memory.close();
        }
        for (final LinkMemory.Region region : files) {
            final MemorySegment own = region.external();
            if (own != null) {
                external.delete(own, region.size(), region.fd(), context);
            }
            if (own == null || region.isPeers()) {
                system.close(region.fd());
            }
        }
    }
}
