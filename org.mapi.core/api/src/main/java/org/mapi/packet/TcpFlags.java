package org.mapi.packet;

/** The flag bits of a TCP header, for {@link Layers#tcpFlags()}. */
public final class TcpFlags {
    /** The sender has sent everything. */
    public static final int FIN = 0x01;
    /** First segment of a direction. */
    public static final int SYN = 0x02;
    /** The connection is broken off. */
    public static final int RST = 0x04;
    /** Deliver at once. */
    public static final int PSH = 0x08;
    /** The acknowledgement number is valid. */
    public static final int ACK = 0x10;
    /** The urgent pointer is valid. */
    public static final int URG = 0x20;
    /** Congestion was echoed (ECN). */
    public static final int ECE = 0x40;
    /** The congestion window was reduced (ECN). */
    public static final int CWR = 0x80;

    private TcpFlags() {
    }
}
