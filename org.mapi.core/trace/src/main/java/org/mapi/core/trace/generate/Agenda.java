package org.mapi.core.trace.generate;

/**
 * Conversations in the order of their next packet; among equal times the one that was put in first comes first. A binary heap.
 */
final class Agenda {
    private final long[] time;
    private final long[] number;
    private final Conversation[] conversation;
    private int size;
    private long next;

    Agenda(int capacity) {
        time = new long[capacity];
        number = new long[capacity];
        conversation = new Conversation[capacity];
    }

    /** Time of the first one. */
    long firstTime() {
        return time[0];
    }

    /** The first one. */
    Conversation first() {
        return conversation[0];
    }

    /** Puts one in; the caller never exceeds the capacity. */
    void add(long at, Conversation one) {
        int hole = size++;
        long ticket = next++;
        while (hole > 0) {
            int parent = (hole - 1) / 2;
            if (before(parent, at, ticket)) {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        put(hole, at, ticket, one);
    }

    /** Puts one in the place of the first. */
    void replaceFirst(long at, Conversation one) {
        int hole = 0;
        long ticket = next++;
        while (true) {
            int child = 2 * hole + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(child + 1, time[child], number[child])) {
                child++;
            }
            if (!before(child, at, ticket)) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        put(hole, at, ticket, one);
    }

    private boolean before(int index, long at, long ticket) {
        return time[index] < at || time[index] == at && number[index] < ticket;
    }

    private void move(int from, int to) {
        time[to] = time[from];
        number[to] = number[from];
        conversation[to] = conversation[from];
    }

    private void put(int index, long at, long ticket, Conversation one) {
        time[index] = at;
        number[index] = ticket;
        conversation[index] = one;
    }
}
