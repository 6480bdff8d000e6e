package org.mapi.mos.ported;

import static org.mapi.mos.c.MosApi.AF_INET;
import static org.mapi.mos.c.MosApi.MOS_CLIBUF;
import static org.mapi.mos.c.MosApi.MOS_HK_RCV;
import static org.mapi.mos.c.MosApi.MOS_HK_SND;
import static org.mapi.mos.c.MosApi.MOS_ON_CONN_END;
import static org.mapi.mos.c.MosApi.MOS_ON_CONN_START;
import static org.mapi.mos.c.MosApi.MOS_ON_TCP_STATE_CHANGE;
import static org.mapi.mos.c.MosApi.MOS_SIDE_BOTH;
import static org.mapi.mos.c.MosApi.MOS_SIDE_CLI;
import static org.mapi.mos.c.MosApi.MOS_SOCK_MONITOR_STREAM;
import static org.mapi.mos.c.MosApi.MOS_SVRBUF;
import static org.mapi.mos.c.MosApi.MOS_TCP_STATE_CLI;
import static org.mapi.mos.c.MosApi.MOS_TCP_STATE_SVR;
import static org.mapi.mos.c.MosApi.SOL_MONSOCKET;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mapi.mos.c.FilterArg;
import org.mapi.mos.c.Mctx;
import org.mapi.mos.c.Mtcp;

/** The original's sample midstat, ported line by line: the connections of a core with both states, every second. */
final class Midstat {
    private static final List<String> STATES = List.of("CLOSED", "LISTEN", "SYN_SENT", "SYN_RCVD", "ESTABLISHED", "FIN_WAIT_1",
        "FIN_WAIT_2", "CLOSE_WAIT", "CLOSING", "LAST_ACK", "TIME_WAIT");
    private static final int HEADER_EVERY = 2;

    /** struct connection. */
    private static final class Connection {
        private final InetSocketAddress[] addrs = new InetSocketAddress[2];
        private final int[] clientState = new int[1];
        private final int[] serverState = new int[1];
    }

    final List<String> printed = new ArrayList<>();
    final List<String> errors = new ArrayList<>();
    private final Mtcp mtcp;
    private final Map<Integer, Connection> connections = new LinkedHashMap<>();
    private int tables;

    Midstat(Mtcp mtcp) {
        this.mtcp = mtcp;
    }

    /** InitMonitor. */
    void init(Mctx mctx) {
        final int sock = mtcp.mtcp_socket(mctx, AF_INET, MOS_SOCK_MONITOR_STREAM, 0);
        check(mctx, sock, "mtcp_socket");
        check(mctx, mtcp.mtcp_setsockopt(mctx, sock, SOL_MONSOCKET, MOS_CLIBUF, 0), "MOS_CLIBUF");
        check(mctx, mtcp.mtcp_setsockopt(mctx, sock, SOL_MONSOCKET, MOS_SVRBUF, 0), "MOS_SVRBUF");
        check(mctx, mtcp.mtcp_register_callback(mctx, sock, MOS_ON_CONN_START, MOS_HK_SND, this::creation), "CONN_START");
        check(mctx, mtcp.mtcp_register_callback(mctx, sock, MOS_ON_CONN_END, MOS_HK_SND, this::destroy), "CONN_END");
        check(mctx, mtcp.mtcp_register_callback(mctx, sock, MOS_ON_TCP_STATE_CHANGE, MOS_HK_SND, this::change), "STATE");
        check(mctx, mtcp.mtcp_register_callback(mctx, sock, MOS_ON_TCP_STATE_CHANGE, MOS_HK_RCV, this::change), "STATE");
        check(mctx, mtcp.mtcp_settimer(mctx, 0, Duration.ofSeconds(1), this::print), "mtcp_settimer");
    }

    private void check(Mctx mctx, int returned, String what) {
        if (returned < 0) {
            errors.add(what + ": errno " + mtcp.errno(mctx));
        }
    }

    private void creation(Mctx mctx, int sock, int side, long event, FilterArg arg) {
        if (connections.containsKey(sock)) {
            return;
        }
        final Connection connection = new Connection();
        check(mctx, mtcp.mtcp_getpeername(mctx, sock, connection.addrs, MOS_SIDE_BOTH), "mtcp_getpeername");
        connections.put(sock, connection);
    }

    private void destroy(Mctx mctx, int sock, int side, long event, FilterArg arg) {
        connections.remove(sock);
    }

    private void change(Mctx mctx, int sock, int side, long event, FilterArg arg) {
        final Connection connection = connections.get(sock);
        if (connection == null) {
            return;
        }
        if (side == MOS_SIDE_CLI) {
            check(mctx, mtcp.mtcp_getsockopt(mctx, sock, SOL_MONSOCKET, MOS_TCP_STATE_CLI, connection.clientState), "state");
        } else {
            check(mctx, mtcp.mtcp_getsockopt(mctx, sock, SOL_MONSOCKET, MOS_TCP_STATE_SVR, connection.serverState), "state");
        }
    }

    private void print(Mctx mctx, int id, int side, long event, FilterArg arg) {
        if (tables++ % HEADER_EVERY == 0) {
            printed.add(String.format(Locale.ROOT, "%-5s %-4s %-21s  %-12s %-21s  %-12s", "Proto", "CPU", "Client Address",
                "Client State", "Server Address", "Server State").strip());
        }
        for (Connection connection : connections.values()) {
            printed.add(String.format(Locale.ROOT, "%-5s %-4d %-21s  %-12s %-21s  %-12s", "tcp", mctx.cpu,
                text(connection.addrs[0]), STATES.get(connection.clientState[0]), text(connection.addrs[1]),
                STATES.get(connection.serverState[0])).strip());
        }
        check(mctx, mtcp.mtcp_settimer(mctx, 0, Duration.ofSeconds(1), this::print), "mtcp_settimer");
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ':' + address.getPort();
    }
}
