package org.mapi.memif;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.mapi.memif.internal.control.MasterHandshake;
import org.mapi.memif.internal.control.MasterSide;
import org.mapi.memif.internal.sys.SystemCalls;
import org.mapi.memif.internal.sys.SystemCalls.FdSlot;
import org.mapi.memif.internal.wire.Message;
import org.mapi.memif.internal.wire.MessageDescriptor;
import org.mapi.memif.internal.wire.ProtocolException;
import org.mapi.memif.internal.wire.RingDescriptor;

/** The master's part of a connection: judges what a slave that has just been accepted brings, before anything of it is used. */
final class MasterPeer implements MasterSide, Channel.Owner {
    private static final String EVENTFD = "anon_inode:[eventfd]";

    private final MemifSocket socket;
    private final SystemCalls system;
    private Memif memif;
    private SharedResources resources;
    private Channel channel;

    MasterPeer(final MemifSocket socket) {
        this.socket = socket;
        system = socket.context().system();
    }

    void channel(final Channel own) {
        channel = own;
    }

    /** The interface that the slave got, or null before its INIT was accepted. */
    Memif memif() {
        return memif;
    }

    @Override
    public Message.Hello hello() {
        return new Message.Hello(socket.context().applicationName(), MessageDescriptor.VERSION, MessageDescriptor.VERSION,
                MasterHandshake.MAX_REGION, MasterHandshake.MAX_RING, MasterHandshake.MAX_RING, RingDescriptor.MAX_LOG2_SIZE);
    }

    @Override
    public void accept(final Message.Init init) throws ProtocolException {
        final Memif wanted = socket.find(init.id());
        if (wanted == null) {
            throw new ProtocolException(MemifError.ID, "unmatched interface id: id=" + init.id());
        }
        final MemifOptions options = wanted.options();
        if (options.role() == Role.SLAVE) {
            throw new ProtocolException(MemifError.ACCSLAVE, "cannot connect to slave: id=" + init.id());
        }
        if (wanted.hasChannel()) {
            throw new ProtocolException(MemifError.ALRCONN, "already connected: id=" + init.id());
        }
        if (init.mode() != options.mode().ordinal()) {
            throw new ProtocolException(MemifError.MODE, "mode mismatch: mode=" + init.mode() + ", expected "
                    + options.mode().ordinal());
        }
        // without a secret the field may hold anything
        if (!options.secret().isEmpty() && init.secret().isEmpty()) {
            throw new ProtocolException(MemifError.NOSECRET, "secret required");
        }
        if (!options.secret().isEmpty() && !MessageDigest.isEqual(options.secret().getBytes(StandardCharsets.UTF_8),
                init.secret().getBytes(StandardCharsets.UTF_8))) {
            throw new ProtocolException(MemifError.SECRET, "incorrect secret");
        }
        memif = wanted;
        resources = new SharedResources(system, socket.context().externalRegions(), options.privateContext());
        memif.occupy(channel, resources);
    }

    @Override
    public void addRegion(final Message.AddRegion region, final FdSlot slot) throws ProtocolException {
        final SystemCalls.FileStatus status = new SystemCalls.FileStatus();
        final int result = system.status(slot.fd, status);
        if (result < 0 || (status.mode & SystemCalls.TYPE_MASK) != SystemCalls.TYPE_REGULAR || status.size < region.size()) {
            throw new ProtocolException(MemifError.MFMSG, "region file: region=" + region.index() + ", size=" + region.size()
                    + ", file=" + status.size + ", mode=" + Integer.toOctalString(status.mode));
        }
        final int seals = system.seals(slot.fd);
        final boolean isSealed = seals >= 0 && (seals & SystemCalls.SEAL_SHRINK) != 0;
        if (!isSealed && !memif.options().isShrinkableAllowed()) {
            throw new ProtocolException(MemifError.MFMSG, "region can shrink: region=" + region.index()
                    + ", seal it or allow it");
        }
        final long limit = memif.options().maxSharedMemory();
        if (region.size() > limit - resources.totalSize()) {
            throw new ProtocolException(MemifError.NOMEM, "shared memory: size=" + region.size() + ", already="
                    + resources.totalSize() + ", expected at most " + limit);
        }
        final ExternalRegions external = socket.context().externalRegions();
        final MemorySegment memory = external == null || region.index() == 0 ? null
                : external.address(region.size(), slot.fd, memif.options().privateContext());
        resources.add(new LinkMemory.Region(slot.take(), region.size(), status.blockSize, isSealed, memory, true));
        if (memory != null && (!memory.isNative() || memory.byteSize() < region.size())) {
            throw new ProtocolException(MemifError.INVAL_ARG, "external region: memory=" + memory + ", expected native, "
                    + region.size()
                    + " bytes");
        }
    }

    @Override
    public void addRing(final Message.AddRing ring, final FdSlot slot) throws ProtocolException {
        // a pipe or a device would block or never become quiet; what cannot be told (no /proc) is tried
        final String kind = system.kind(slot.fd);
        if (!kind.isEmpty() && !kind.equals(EVENTFD) || system.nonBlocking(slot.fd) < 0 || isSemaphore(slot.fd)) {
            throw new ProtocolException(MemifError.NO_INTFD, "ring event: ring=" + ring.index() + ", kind=" + kind
                    + ", expected a plain eventfd");
        }
        resources.addRing(ring.slaveToMaster(), new Ring.Place(ring.index(), ring.region(), ring.offset(), ring.log2Size()),
                slot.take());
    }

    // an eventfd in semaphore mode gives 1 per read and would keep an event loop busy for ever
    private boolean isSemaphore(final int fd) {
        return system.signal(fd, 2) != Long.BYTES || system.clear(fd) < 2;
    }

    @Override
    public String connect(final String remoteName) throws ProtocolException {
        if (resources.rings(true).isEmpty() && resources.rings(false).isEmpty()) {
            throw new ProtocolException(MemifError.MFMSG, "connect without rings");
        }
        final SharedResources own = resources;
        final Link link = own.map((why, reason) -> memif.violated(own, why, reason));
        resources.checkAndResetRings();
        final List<ReceiveRing> receivers = new ArrayList<>();
        final List<TransmitRing> transmitters = new ArrayList<>();
        for (final SharedResources.RingShare share : resources.rings(true)) {
            receivers.add(new ReceiveRing.OfMaster(link, share.place(), share.event()));
        }
        for (final SharedResources.RingShare share : resources.rings(false)) {
            transmitters.add(new TransmitRing(link, share.place(), true, share.event(),
                    new SlotTable(1 << share.place().log2Size())));
        }
        memif.established(receivers, transmitters);
        return memif.options().interfaceName();
    }

    @Override
    public void up() {
        socket.settled(channel);
        memif.up();
    }

    @Override
    public void ended(final MemifError error, final String reason) {
        socket.settled(channel);
        if (memif != null) {
            memif.ended(error, reason);
        }
    }
}
