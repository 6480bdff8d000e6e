package org.mapi.memif;

/** A receive queue's event in the control loop. */
final class QueueInterrupt implements ControlFd {
    private final Memif memif;
    private final ReceiveRing ring;

    QueueInterrupt(final Memif memif, final ReceiveRing ring) {
        this.memif = memif;
        this.ring = ring;
    }

    @Override
    public int fd() {
        return ring.event.fd();
    }

    @Override
    public MemifError ready(final int events) {
        if (!ring.interrupts()) {
            // a peer that kicks although it was told not to must not keep the loop busy
            ring.event.clear();
            return MemifError.SUCCESS;
        }
        memif.guarded(() -> memif.options().onInterrupt().interrupted(memif, memif.options().privateContext(), ring.index));
        return MemifError.SUCCESS;
    }
}
