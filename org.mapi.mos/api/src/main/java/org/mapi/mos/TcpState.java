package org.mapi.mos;

/** The states of an emulated TCP endpoint (RFC 9293, 3.3.2). The numbers are those of the original. */
public enum TcpState {
    /** No connection, or no longer. */
    CLOSED,
    /** Never seen by a monitor; part of the original's numbering. */
    LISTEN,
    /** Has sent its SYN. */
    SYN_SENT,
    /** Has received a SYN. */
    SYN_RCVD,
    /** Open. */
    ESTABLISHED,
    /** Has sent its FIN. */
    FIN_WAIT_1,
    /** Its FIN is acknowledged. */
    FIN_WAIT_2,
    /** Has received a FIN. */
    CLOSE_WAIT,
    /** Both have sent a FIN before either saw the other's. */
    CLOSING,
    /** Has sent its FIN after receiving one. */
    LAST_ACK,
    /** Both directions are closed. */
    TIME_WAIT;

    /** The original's number, 0 to 10. */
    public int number() {
        return ordinal();
    }
}
