package org.mapi.memif.driver;

import java.util.List;
import java.util.stream.Collectors;
import org.mapi.memif.Memif;
import org.mapi.memif.MemifDetails;
import org.mapi.memif.MemifException;
import org.mapi.memif.QueueStatistics;

/** The state of an interface in one line, for lists. */
final class LinkText {
    private LinkText() { }

    static String of(SharedInterface shared) {
        final MemifDetails details = shared.details();
        if (details == null) {
            return "closed";
        }
        final StringBuilder text = new StringBuilder(160);
        text.append(details.isConnected() ? "up" : "down").append(", ")
            .append(shared.settings.role().name().toLowerCase(java.util.Locale.ROOT));
        if (details.isConnected()) {
            text.append(", peer \"").append(printable(details.remoteInstanceName())).append("\" interface \"")
                .append(printable(details.remoteInterfaceName())).append("\", rx ").append(rings(details.receiveQueues()))
                .append(", tx ").append(rings(details.transmitQueues()));
        } else if (!details.error().isEmpty()) {
            text.append(" (").append(printable(details.error())).append(')');
        }
        text.append(", connects ").append(shared.connects()).append(", chained ").append(shared.copied.getAsLong());
        traffic(text, shared);
        return text.toString();
    }

    private static void traffic(StringBuilder text, SharedInterface shared) {
        final Memif memif = shared.memif();
        long faults = 0;
        long sent = 0;
        long full = 0;
        try {
            for (int i = 0; i < memif.receiveQueues(); i++) {
                faults += memif.receiveQueue(i).statistics().dropped();
            }
            for (int i = 0; i < memif.transmitQueues(); i++) {
                final QueueStatistics one = memif.transmitQueue(i).statistics();
                sent += one.packets();
                full += one.dropped();
            }
        } catch (MemifException closed) {
            text.append(", closed");
        }
        text.append(", peer faults ").append(faults).append(", sent ").append(sent).append(", not sent ").append(shared.dropped())
            .append(", send faults ").append(full);
    }

    private static String rings(List<MemifDetails.Queue> queues) {
        return queues.size() + " x " + queues.stream().map(queue -> String.valueOf(queue.ringSize())).distinct()
            .collect(Collectors.joining("/"));
    }

    /** Names come from the peer: nothing that could play with a terminal. */
    static String printable(String name) {
        return name.chars().map(c -> c < ' ' || c == 0x7f || c == '"' ? '.' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
