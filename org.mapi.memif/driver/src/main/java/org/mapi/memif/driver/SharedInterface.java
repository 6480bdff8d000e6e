package org.mapi.memif.driver;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.mapi.memif.Memif;
import org.mapi.memif.MemifDetails;
import org.mapi.memif.MemifError;
import org.mapi.memif.MemifException;
import org.mapi.memif.MemifSocket;

/**
 * An open interface, used by at most one device and any number of sinks. The link comes and goes; what is here stays, with its
 * counters. Users are counted by {@link MemifInterfaces}.
 */
final class SharedInterface {
    private static final SendQueue[] NONE = {};

    final InterfaceAddress address;
    final InterfaceSettings settings;
    final List<String> names = new CopyOnWriteArrayList<>();
    private final Consumer<LinkChange> listener;
    private Memif memif;
    private volatile SendQueue[] senders = NONE;
    private volatile long connects;
    /** Packets that functions had to send and could not. */
    private final LongAdder dropped = new LongAdder();
    /** Packets that had to be copied because they lay in several buffers; known while a device captures. */
    volatile LongSupplier copied = () -> 0;
    /** Guarded by MemifInterfaces. */
    int users;
    /** Guarded by MemifInterfaces. */
    String capturedBy = "";
    /** Guarded by MemifInterfaces. */
    int sinks;

    private SharedInterface(InterfaceAddress address, InterfaceSettings settings, Consumer<LinkChange> listener) {
        this.address = address;
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * Opens an interface: a master listens, a slave begins to connect.
     *
     * @throws MemifException when that is impossible
     */
    static SharedInterface open(MemifSocket socket, InterfaceAddress address, InterfaceSettings settings,
                                Consumer<LinkChange> listener) {
        final SharedInterface shared = new SharedInterface(address, settings, listener);
        shared.memif = socket.create(settings.options(address.id()).onConnect((memif, context) -> shared.up(memif))
            .onDisconnect((memif, context, error, reason) -> shared.down(memif, error, reason)));
        return shared;
    }

    // both on the socket's thread, with the library's lock held
    private void up(Memif up) {
        final int queues = (int) up.details().transmitQueues().stream().map(MemifDetails.Queue::queue).distinct().count();
        final SendQueue[] before = senders;
        final SendQueue[] after = new SendQueue[queues];
        for (int i = 0; i < queues; i++) {
            after[i] = i < before.length ? before[i] : new SendQueue(up.transmitQueue(i));
        }
        senders = after;
        connects++;
        changed(up, true, "");
    }

    private void down(Memif down, MemifError error, String reason) {
        changed(down, false, reason.isEmpty() ? error.text() : reason);
    }

    private void changed(Memif now, boolean isUp, String reason) {
        final MemifDetails details = details(now);
        listener.accept(new LinkChange(address.toString(), List.copyOf(names),
            settings.role().name().toLowerCase(java.util.Locale.ROOT), isUp, details == null ? "" : details.remoteInstanceName(),
            details == null ? "" : details.remoteInterfaceName(), reason));
    }

    private static MemifDetails details(Memif of) {
        try {
            return of.details();
        } catch (MemifException gone) {
            return null;
        }
    }

    Memif memif() {
        return memif;
    }

    /** State of the interface, or null when it is closed. */
    MemifDetails details() {
        return details(memif);
    }

    /** The queue for a sink, or null before the first connection. */
    SendQueue sender(int sink) {
        final SendQueue[] all = senders;
        return all.length == 0 ? null : all[sink % all.length];
    }

    /** How often the link has come up. */
    long connects() {
        return connects;
    }

    /** A function could not send so many packets more. */
    void dropped(long packets) {
        dropped.add(packets);
    }

    /** Packets that functions had to send and could not: no room, no peer. */
    long dropped() {
        return dropped.sum();
    }

    void close() {
        memif.close();
    }
}
