package org.mapi.packet;

/** The tunnels that the decoder looks into, for comparison with {@link Layers#tunnel()}. */
public final class Tunnel {
    /** No tunnel, or one whose header is cut or invalid. */
    public static final int NONE = 0;
    /** Generic routing encapsulation (IP protocol 47), version 0 and the enhanced version 1 of PPTP. */
    public static final int GRE = 1;
    /** IPv4 or IPv6 directly inside IPv4 or IPv6 (IP protocols 4 and 41; 6in4 and 6to4 are among them). */
    public static final int IP_IN_IP = 2;
    /** VXLAN (UDP to port 4789, or 8472 as older Linux systems do). */
    public static final int VXLAN = 3;
    /** User data of the GPRS tunnelling protocol, version 1 (UDP port 2152). */
    public static final int GTP_U = 4;
    /** IPv6 through NAT by Teredo (UDP port 3544). */
    public static final int TEREDO = 5;

    private Tunnel() {
    }

    /**
     * The name of a tunnel for people, such as {@code "VXLAN"}; {@code "tunnel 9"} for a number that is none of the constants.
     */
    public static String name(final int tunnel) {
        return switch (tunnel) {
            case NONE -> "none";
            case GRE -> "GRE";
            case IP_IN_IP -> "IP-in-IP";
            case VXLAN -> "VXLAN";
            case GTP_U -> "GTP-U";
            case TEREDO -> "Teredo";
            default -> "tunnel " + tunnel;
        };
    }
}
