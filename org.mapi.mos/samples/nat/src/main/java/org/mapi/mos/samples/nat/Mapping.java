package org.mapi.mos.samples.nat;

import org.mapi.packet.TcpFlags;

/** An inside end that goes by a port of the outside address, for one remote end. Shared by workers. */
final class Mapping {
    private static final int INSIDE_FINISHED = 1;
    private static final int REMOTE_FINISHED = 2;
    private static final int ANSWERED = 4;
    private static final int RESET = 8;

    final Protocol protocol;
    final int insideAddress;
    final int insidePort;
    final int remoteAddress;
    /** 0 for echo. */
    final int remotePort;
    /** The port of the outside address. */
    final int port;
    /** The inside end's link address, for frames to it; -1 unknown. */
    volatile long insideMac = -1;
    /** When a packet came last, by the packets' clock. */
    volatile long used;
    private volatile boolean insideFinished;
    private volatile boolean remoteFinished;
    private volatile boolean answered;
    private volatile boolean reset;

    Mapping(Protocol protocol, int insideAddress, int insidePort, int remoteAddress, int remotePort, int port) {
        this.protocol = protocol;
        this.insideAddress = insideAddress;
        this.insidePort = insidePort;
        this.remoteAddress = remoteAddress;
        this.remotePort = remotePort;
        this.port = port;
    }

    /** Remembers what a packet says about the life of the connection. */
    void seen(boolean fromInside, int flags, long time) {
        used = time;
        answered |= !fromInside;
        if (protocol == Protocol.TCP) {
            reset |= (flags & TcpFlags.RST) != 0;
            if ((flags & TcpFlags.FIN) != 0) {
                insideFinished |= fromInside;
                remoteFinished |= !fromInside;
            }
            if ((flags & TcpFlags.SYN) != 0 && fromInside && isFinished()) {
                insideFinished = false;
                remoteFinished = false;
                reset = false;
            }
        }
    }

    /** What is known of the life of the connection, as a number that is only good for {@link #life(int)}. */
    int life() {
        return (insideFinished ? INSIDE_FINISHED : 0) | (remoteFinished ? REMOTE_FINISHED : 0) | (answered ? ANSWERED : 0)
            | (reset ? RESET : 0);
    }

    /** Sets it. */
    void life(int saved) {
        insideFinished = (saved & INSIDE_FINISHED) != 0;
        remoteFinished = (saved & REMOTE_FINISHED) != 0;
        answered = (saved & ANSWERED) != 0;
        reset = (saved & RESET) != 0;
    }

    boolean isFinished() {
        return reset || insideFinished && remoteFinished;
    }

    /** Whether anybody has answered yet: until then a mapping is worth little. */
    boolean isAnswered() {
        return answered;
    }
}
