package org.mapi.mos.c;

/**
 * The sockets of a context's flows by number: open addressing, as there may be a million of them. Changed by the context's worker
 * only; what another thread finds meanwhile is of no use to it, as flows are known in callbacks only.
 */
final class FlowSocks {
    private static final int LEAST = 64;
    /** The golden ratio: numbers that follow each other lie far apart. */
    private static final int SPREAD = 0x9e3779b1;

    private ActiveSock[] slots = new ActiveSock[LEAST];
    private int size;

    private static int home(int number, int length) {
        return number * SPREAD >>> Integer.numberOfLeadingZeros(length) + 1;
    }

    /** Stores a socket. */
    void put(ActiveSock sock) {
        if (size >= slots.length >> 1) {
            resize(slots.length << 1);
        }
        size++;
        place(sock);
    }

    private void place(ActiveSock sock) {
        int at = home(sock.number, slots.length);
        while (slots[at] != null) {
            at = at + 1 & slots.length - 1;
        }
        slots[at] = sock;
    }

    /** The socket of a number, null if there is none. */
    ActiveSock get(int number) {
        final ActiveSock[] all = slots;
        int at = home(number, all.length);
        for (int i = 0; i < all.length; i++) {
            final ActiveSock found = all[at];
            if (found == null || found.number == number) {
                return found;
            }
            at = at + 1 & all.length - 1;
        }
        return null;
    }

    /** Forgets a socket; those behind it move up. */
    void remove(ActiveSock sock) {
        final int mask = slots.length - 1;
        int at = home(sock.number, slots.length);
        while (slots[at] != sock) {
            if (slots[at] == null) {
                return;
            }
            at = at + 1 & mask;
        }
        slots[at] = null;
        size--;
        for (int from = at + 1 & mask; slots[from] != null; from = from + 1 & mask) {
            final ActiveSock moved = slots[from];
            slots[from] = null;
            place(moved);
        }
        if (slots.length > LEAST && size < slots.length >> 3) {
            resize(slots.length >> 1);
        }
    }

    private void resize(int length) {
        final ActiveSock[] former = slots;
        slots = new ActiveSock[length];
        for (ActiveSock sock : former) {
            if (sock != null) {
                place(sock);
            }
        }
    }
}
