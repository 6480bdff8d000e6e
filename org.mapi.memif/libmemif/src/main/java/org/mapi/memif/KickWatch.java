package org.mapi.memif;

import java.util.List;

/**
 * Finds kicks that do not come back. The eventfds are shared with the peer, who can make them blocking and fill them just
 * before a kick; the kicking thread then waits in the kernel until somebody reads. Asked once a second by the control thread.
 */
final class KickWatch {
    private KickWatch() {
    }

    /** Whether a kick of one of these rings has been waiting since the last time. */
    static boolean findsStuck(final List<ReceiveRing> receivers, final List<TransmitRing> transmitters) {
        boolean isStuck = false;
        for (final ReceiveRing ring : receivers) {
            isStuck |= ring.event.isStuck();
        }
        for (final TransmitRing ring : transmitters) {
            isStuck |= ring.event.isStuck();
        }
        return isStuck;
    }
}
