package org.mapi.mos.samples.midstat;

import org.mapi.mos.TcpState;

/**
 * A connection in the table. The states are written by one worker and read by whoever looks at the table.
 *
 * @see Connections
 */
final class ConnectionRow {
    final String source;
    final int worker;
    final long flow;
    final String client;
    final String server;
    volatile TcpState clientState = TcpState.CLOSED;
    volatile TcpState serverState = TcpState.CLOSED;

    ConnectionRow(String source, int worker, long flow, String client, String server) {
        this.source = source;
        this.worker = worker;
        this.flow = flow;
        this.client = client;
        this.server = server;
    }
}
