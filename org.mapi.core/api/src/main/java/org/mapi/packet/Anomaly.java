package org.mapi.packet;

/**
 * What can be wrong with the headers of a packet: bits of {@link Layers#anomalies()}.
 *
 * <p><i>Cut</i> means that the capture ended (snap length), as far as the lengths on the wire tell; a header that does not fit
 * into what its own carrier claims to hold is a {@link #BAD_LENGTH}, for it would not have been complete with a longer capture
 * either.
 */
public final class Anomaly {
    /** The capture ends within the link header, a VLAN tag, an MPLS label or a PPPoE header. */
    public static final int CUT_LINK = 1;
    /** The capture ends within the IP header, its options or extension headers. */
    public static final int CUT_NETWORK = 1 << 1;
    /** The capture ends within the transport header. */
    public static final int CUT_TRANSPORT = 1 << 2;
    /** The capture ends within the header of the tunnel that carries these layers; only in inner layers. */
    public static final int CUT_TUNNEL = 1 << 3;
    /** A length field claims more than its carrier holds, or less than its own header. */
    public static final int BAD_LENGTH = 1 << 4;
    /** The IP version is not the one that the link announced, or neither 4 nor 6. */
    public static final int BAD_VERSION = 1 << 5;
    /** More VLAN tags, labels, extension headers or nested tunnels than the decoder follows. */
    public static final int TOO_MANY_HEADERS = 1 << 6;
    /** The header of a tunnel has a version or a type that cannot be looked into; only in inner layers. */
    public static final int BAD_TUNNEL = 1 << 7;

    private static final String[] NAMES = {"CUT_LINK", "CUT_NETWORK", "CUT_TRANSPORT", "CUT_TUNNEL",
        "BAD_LENGTH", "BAD_VERSION", "TOO_MANY_HEADERS", "BAD_TUNNEL"};

    private Anomaly() {
    }

    /** The names of all bits set, joined by {@code '|'}; the empty string for 0. For logs and messages: allocates. */
    public static String names(final int anomalies) {
        final StringBuilder names = new StringBuilder();
        for (int bit = 0; bit < NAMES.length; bit++) {
            if ((anomalies & 1 << bit) != 0) {
                names.append(names.isEmpty() ? "" : "|").append(NAMES[bit]);
            }
        }
        return names.toString();
    }
}
