package org.mapi.mos.samples.accounting;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ByteStream;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowKey;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitoredPacket;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;
import org.mapi.packet.Packet;

/**
 * What accounting does on one worker. At SEND a packet's payload is not yet stored: what of it lies behind the end of the
 * stream and in no piece that came ahead is new and is charged, the rest is retransmitted and compared with the bytes that
 * came first.
 */
final class AccountingWatch {
    /** A user's account, and which side of the flow the user is. */
    private record Charge(Account account, Side user) { }

    private static final Charge NOBODY = new Charge(new Account(), Side.BOTH);
    private static final int LONGEST_PAYLOAD = 65_536;

    private final Accounts accounts;
    private final FlowKey<Charge> key;
    private final Object worker = new Object();
    private final MemorySegment first = Arena.ofAuto().allocate(LONGEST_PAYLOAD);

    AccountingWatch(Registrations on, Accounts accounts) {
        this.accounts = accounts;
        key = on.key(Charge.class);
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, this::packet);
        on.at(Hook.SEND, BuiltInEvent.UDP_DATAGRAM, this::datagram);
    }

    private Charge charge(FlowContext flow) {
        Charge charge = flow.get(key);
        if (charge == null) {
            final Side user = accounts.user(flow.endpoints());
            charge = user == Side.BOTH ? NOBODY : new Charge(accounts.of(worker, UserAddress.of(flow.endpoints(), user)), user);
            flow.set(key, charge);
            charge.account().connections += 1;
        }
        return charge;
    }

    private void datagram(FlowContext flow) {
        final Charge charge = charge(flow);
        if (charge != NOBODY) {
            charge.account().datagrams += flow.packet().payloadLength();
        }
    }

    private void packet(FlowContext flow) {
        final Charge charge = charge(flow);
        final MonitoredPacket packet = flow.packet();
        final int length = packet.frame().payloadWireLength();
        if (charge == NOBODY || length == 0 || flow.endpoints().protocol() != 6) {
            return;
        }
        final ByteStream stream = flow.stream(flow.side().opposite());
        final long from = packet.streamOffset();
        final long old = stream.contiguousEnd();
        if (length == 1 && from == old - 1) {
            charge.account().probes += 1;
            return;
        }
        final long fresh = fresh(stream, from, from + length, charge.account(), packet.frame());
        if (flow.side() == charge.user()) {
            charge.account().sent += fresh;
        } else {
            charge.account().received += fresh;
        }
    }

    /** Bytes that never came before; the others are compared. */
    private long fresh(ByteStream stream, long from, long to, Account account, Packet frame) {
        final long old = Math.min(to, stream.contiguousEnd());
        if (from < old) {
            compare(stream, from, old, from, account, frame);
        }
        long fresh = to - Math.max(from, old);
        for (int i = 0; i < stream.fragments() && fresh > 0; i++) {
            final long start = Math.max(stream.fragmentOffset(i), Math.max(from, old));
            final long end = Math.min(stream.fragmentOffset(i) + stream.fragmentLength(i), to);
            if (start < end) {
                compare(stream, start, end, from, account, frame);
                fresh -= end - start;
            }
        }
        return fresh;
    }

    /** Compares a retransmitted range, as far as both transmissions can be seen. */
    private void compare(ByteStream stream, long start, long end, long packetStart, Account account, Packet frame) {
        final long kept = Math.max(start, stream.keptBegin());
        final int wanted = (int) Math.min(end - kept, frame.payloadLength() - (kept - packetStart));
        final int count = wanted <= 0 ? 0 : Math.max(0, stream.peekAt(kept, first, 0, wanted));
        account.unverified += end - start - count;
        if (count > 0) {
            final long at = frame.offset() + frame.payloadOffset() + (kept - packetStart);
            if (MemorySegment.mismatch(first, 0, count, frame.segment(), at, at + count) < 0) {
                account.retransmitted += count;
            } else {
                account.hidden += count;
            }
        }
    }
}
