package org.mapi.mos.ported;

import static org.mapi.mos.c.MosApi.AF_INET;
import static org.mapi.mos.c.MosApi.MOS_CLIBUF;
import static org.mapi.mos.c.MosApi.MOS_DROP;
import static org.mapi.mos.c.MosApi.MOS_HK_SND;
import static org.mapi.mos.c.MosApi.MOS_NULL_EVENT;
import static org.mapi.mos.c.MosApi.MOS_ON_PKT_IN;
import static org.mapi.mos.c.MosApi.MOS_SIDE_BOTH;
import static org.mapi.mos.c.MosApi.MOS_SIDE_CLI;
import static org.mapi.mos.c.MosApi.MOS_SOCK_MONITOR_STREAM;
import static org.mapi.mos.c.MosApi.MOS_STOP_MON;
import static org.mapi.mos.c.MosApi.MOS_SVRBUF;
import static org.mapi.mos.c.MosApi.SOL_MONSOCKET;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.mapi.mos.c.FilterArg;
import org.mapi.mos.c.Mctx;
import org.mapi.mos.c.Mtcp;
import org.mapi.mos.c.PktInfo;

/**
 * The original's sample simple_firewall, ported: first match decides, a SYN is dropped, other flows are not looked at again.
 */
final class SimpleFirewall {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;

    /** A line of the rules. */
    record Rule(boolean accept, int network, int mask, int port) { }

    final List<String> errors = new ArrayList<>();
    final long[] hits;
    private final Mtcp mtcp;
    private final List<Rule> rules;
    private final PktInfo pkt = new PktInfo();

    SimpleFirewall(Mtcp mtcp, List<Rule> rules) {
        this.mtcp = mtcp;
        this.rules = rules;
        hits = new long[rules.size()];
    }

    void init(Mctx mctx) {
        final int sock = mtcp.mtcp_socket(mctx, AF_INET, MOS_SOCK_MONITOR_STREAM, 0);
        check(mctx, mtcp.mtcp_setsockopt(mctx, sock, SOL_MONSOCKET, MOS_CLIBUF, 0), "MOS_CLIBUF");
        check(mctx, mtcp.mtcp_setsockopt(mctx, sock, SOL_MONSOCKET, MOS_SVRBUF, 0), "MOS_SVRBUF");
        final long syn = mtcp.mtcp_define_event(MOS_ON_PKT_IN, this::isSyn, null);
        if (syn == MOS_NULL_EVENT) {
            errors.add("mtcp_define_event: errno " + mtcp.errno(null));
        }
        check(mctx, mtcp.mtcp_register_callback(mctx, sock, syn, MOS_HK_SND, this::apply), "mtcp_register_callback");
    }

    private void check(Mctx mctx, int returned, String what) {
        if (returned < 0) {
            errors.add(what + ": errno " + mtcp.errno(mctx));
        }
    }

    private boolean isSyn(Mctx mctx, int sock, int side, long event, FilterArg arg) {
        check(mctx, mtcp.mtcp_getlastpkt(mctx, sock, side, pkt), "mtcp_getlastpkt");
        return side == MOS_SIDE_CLI && (pkt.tcph.get(ValueLayout.JAVA_BYTE, 13) & (SYN | ACK)) == SYN;
    }

    private void apply(Mctx mctx, int sock, int side, long event, FilterArg arg) {
        check(mctx, mtcp.mtcp_getlastpkt(mctx, sock, side, pkt), "mtcp_getlastpkt");
        final int source = pkt.iph.get(INT, 12);
        final int port = pkt.tcph.get(SHORT, 2) & 0xffff;
        for (int i = 0; i < rules.size(); i++) {
            final Rule rule = rules.get(i);
            if ((source & rule.mask()) == rule.network() && (rule.port() == 0 || rule.port() == port)) {
                hits[i]++;
                if (!rule.accept()) {
                    check(mctx, mtcp.mtcp_setlastpkt(mctx, sock, side, 0, MemorySegment.NULL, 0, MOS_DROP), "mtcp_setlastpkt");
                    return;
                }
                break;
            }
        }
        check(mctx, mtcp.mtcp_setsockopt(mctx, sock, SOL_MONSOCKET, MOS_STOP_MON, MOS_SIDE_BOTH), "MOS_STOP_MON");
    }
}
