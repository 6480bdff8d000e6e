package org.mapi.mos.stack;

import org.mapi.mos.ChecksumPolicy;
import org.mapi.packet.Packet;

/** Judges the checksums of a worker's packets as its source's policy says. */
final class ChecksumCheck {
    private final ChecksumPolicy policy;
    private final WorkerCounters counters;
    private final FrameEdit edit;

    ChecksumCheck(ChecksumPolicy policy, WorkerCounters counters, FrameEdit edit) {
        this.policy = policy;
        this.counters = counters;
        this.edit = edit;
    }

    /** Whether the packet at hand is to be followed; partial sums that are accepted are kept in mind for changes. */
    boolean isIntact(Packet packet) {
        if (policy == ChecksumPolicy.IGNORE) {
            return true;
        }
        if (Checksums.network(packet) == Checksums.WRONG) {
            return false;
        }
        final int transport = Checksums.transport(packet);
        if (transport == Checksums.PARTIAL && policy == ChecksumPolicy.AUTO) {
            counters.partialChecksum++;
            edit.partial();
            return true;
        }
        if (transport == Checksums.UNKNOWN) {
            counters.unjudgedChecksum++;
            return true;
        }
        return transport == Checksums.RIGHT;
    }
}
