package org.mapi.memif;

import java.util.ArrayList;
import java.util.List;
import org.mapi.memif.internal.control.Outbound;
import org.mapi.memif.internal.control.SlaveSide;
import org.mapi.memif.internal.sys.SystemCalls;
import org.mapi.memif.internal.wire.Message;
import org.mapi.memif.internal.wire.MessageDescriptor;
import org.mapi.memif.internal.wire.ProtocolException;
import org.mapi.memif.internal.wire.RingDescriptor;

/**
 * The slave's part of a connection: makes all shared memory. Region 0 holds the rings, the regions from 1 on hold the buffers.
 */
final class SlavePeer implements SlaveSide {
    private static final int PAGE = 4096;
    private static final int CACHE_LINE = 64;
    private static final int SMALLEST_CONFLICT = 512;

    private final Memif memif;
    private final MemifOptions options;
    private final SystemCalls system;
    private final ExternalRegions external;
    private final SharedResources resources;
    private int s2mRings;
    private int m2sRings;
    private int log2Size;
    private long slotsPerRegion;
    private final long stride;

    SlavePeer(final Memif memif) {
        this.memif = memif;
        options = memif.options();
        system = memif.context().system();
        external = memif.context().externalRegions();
        resources = new SharedResources(system, external, options.privateContext());
        stride = external == null ? stride(options.bufferSize()) : options.bufferSize();
    }

    // The beginnings of buffers that lie a power of two apart share a few cache sets, so that even short packets of a small ring
    // would miss the second-level cache; a line between buffers spreads them. The peer learns every offset from its descriptor.
    private static long stride(final int bufferSize) {
        return bufferSize % SMALLEST_CONFLICT == 0 ? bufferSize + CACHE_LINE : bufferSize;
    }

    SharedResources resources() {
        return resources;
    }

    @Override
    public Message.Init init() {
        return new Message.Init(MessageDescriptor.VERSION, options.id(), options.mode().ordinal(), options.secret(),
                memif.context().applicationName());
    }

    @Override
    public String name() {
        return options.interfaceName();
    }

    @Override
    public List<Outbound> share(final Message.Hello hello) throws ProtocolException {
        s2mRings = Math.min(hello.maxS2mRing() + 1, options.s2mRings());
        m2sRings = Math.min(hello.maxM2sRing() + 1, options.m2sRings());
        log2Size = Math.min(hello.maxLog2RingSize(), options.log2RingSize());
        final int rings = s2mRings + m2sRings;
        addRegion(rings * RingDescriptor.bytes(log2Size), "memif_region_0");
        addBufferRegions((long) rings << log2Size, hello.maxRegion());
        for (int i = 0; i < rings; i++) {
            final boolean isSlaveToMaster = i < s2mRings;
            final Ring.Place place = new Ring.Place(isSlaveToMaster ? i : i - s2mRings, 0, i * RingDescriptor.bytes(log2Size),
                    log2Size);
            resources.addRing(isSlaveToMaster, place, check("eventfd", system.eventfd()));
        }
        resources.map((why, reason) -> memif.violated(resources, why, reason));
        resources.initialiseRings();
        return announcements();
    }

    private void addBufferRegions(final long slots, final int maxRegion) throws ProtocolException {
        if (external != null) {
            final long size = slots * options.bufferSize();
            final ExternalRegions.Region region = external.add(size, options.privateContext());
            slotsPerRegion = slots;
            resources.add(new LinkMemory.Region(region.fd(), size, PAGE, true, region.memory(), false));
            if (!region.memory().isNative() || region.memory().byteSize() < size) {
                throw new ProtocolException(MemifError.INVAL_ARG, "external region: memory=" + region.memory()
                        + ", expected native, "
                        + size + " bytes");
            }
            return;
        }
        slotsPerRegion = options.regionSize() / stride;
        final long regions = (slots + slotsPerRegion - 1) / slotsPerRegion;
        if (regions > maxRegion) {
            throw new ProtocolException(MemifError.MAXREG, "regions: wanted=" + (regions + 1) + ", expected at most "
                    + (maxRegion + 1));
        }
        for (int i = 0; i < regions; i++) {
            final long here = Math.min(slotsPerRegion, slots - i * slotsPerRegion);
            addRegion(here * stride, "memif_region_" + (i + 1));
        }
    }

    private void addRegion(final long size, final String name) throws ProtocolException {
        final int fd = check("memfd_create", system.memfd(name));
        resources.add(new LinkMemory.Region(fd, size, PAGE, true, null, false));
        check("ftruncate", system.truncate(fd, size));
        check("seal", system.addSeals(fd, SystemCalls.SEAL_SHRINK));
    }

    private static int check(final String what, final int result) throws ProtocolException {
        if (result < 0) {
            throw new ProtocolException(MemifError.ofErrno(-result), what + ": errno=" + -result);
        }
        return result;
    }

    private List<Outbound> announcements() {
        final List<Outbound> list = new ArrayList<>();
        for (int i = 0; i < resources.regions().size(); i++) {
            final LinkMemory.Region region = resources.regions().get(i);
            list.add(new Outbound(new Message.AddRegion(i, region.size()), region.fd()));
        }
        for (final boolean direction : new boolean[] {true, false}) {
            for (final SharedResources.RingShare ring : resources.rings(direction)) {
                final Ring.Place place = ring.place();
                list.add(new Outbound(new Message.AddRing(direction, place.index(), place.region(), place.offset(),
                        place.log2Size(), 0),
                        ring.event().fd()));
            }
        }
        return list;
    }

    @Override
    public void connected(final String remoteName) throws ProtocolException {
        resources.checkAndResetRings();
        final Link link = resources.link();
        final List<ReceiveRing> receivers = new ArrayList<>();
        final List<TransmitRing> transmitters = new ArrayList<>();
        int ring = 0;
        for (final SharedResources.RingShare share : resources.rings(true)) {
            transmitters.add(new TransmitRing(link, share.place(), false, share.event(), slots(link, ring++)));
        }
        for (final SharedResources.RingShare share : resources.rings(false)) {
            receivers.add(new SlaveReceiveRing(link, share.place(), share.event(), slots(link, ring++),
                    external != null && external.suppliesBuffers() ? () -> external.bufferOffset(options.privateContext())
                    : null));
        }
        memif.established(receivers, transmitters);
    }

    private SlotTable slots(final Link link, final int ring) {
        final int size = 1 << log2Size;
        final SlotTable table = new SlotTable(size);
        for (int slot = 0; slot < size; slot++) {
            final long buffer = ((long) ring << log2Size) + slot;
            final int region = (int) (1 + buffer / slotsPerRegion);
            final long offset = buffer % slotsPerRegion * stride;
            table.set(slot, region, link.mapped().starts[region] + offset, options.bufferSize(), offset);
        }
        return table;
    }
}
