package org.mapi.run.launcher.memif;

import java.util.Locale;

/**
 * What was measured.
 *
 * @param direction        tx or rx
 * @param role             master or slave
 * @param socket           where
 * @param peer             the peer's application name
 * @param queues           queues at work
 * @param size             bytes per packet sent; 0 for rx
 * @param burst            packets at once
 * @param copy             whether packets were copied on this side
 * @param interrupt        whether this side sleeps
 * @param seconds          how long
 * @param packets          in that time
 * @param bytes            their bytes
 * @param packetsPerSecond packets / seconds
 * @param gigabitsPerSecond their bytes
 * @param ringFull         tx: how often the ring had no room; the packets were tried again
 * @param drops            other drops, occasions
 * @param complete         whether the whole time was measured
 * @param ended            why not, or empty
 */
record PerfReport(String direction, String role, String socket, String peer, int queues, int size, int burst, boolean copy,
                  boolean interrupt, double seconds, long packets, long bytes, double packetsPerSecond,
                  double gigabitsPerSecond, long ringFull, long drops, boolean complete, String ended) {
    String text() {
        return String.format(Locale.ROOT, "%s as %s on %s, peer \"%s\", %d queue%s, burst %d%s%s%n"
            + "%,d packets, %,d bytes in %.2f s: %.3f M packets/s, %.2f Gbit/s; %s%,d%s",
            direction, role, socket, peer, queues, queues == 1 ? "" : "s", burst, copy ? ", copied" : ", untouched",
            interrupt ? ", interrupt" : "", packets, bytes, seconds, packetsPerSecond / 1e6, gigabitsPerSecond,
            direction.equals("tx") ? String.format(Locale.ROOT, "ring full %,d times, other drops ", ringFull) : "drops ", drops,
            ended.isEmpty() ? "" : "; " + ended);
    }
}
