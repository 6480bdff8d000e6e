package org.mapi.mos;

import java.util.EnumSet;
import java.util.Set;

/**
 * The events that the stack raises by itself. Numbers below 0x1000 are the original's; those it reserved and never raised
 * (0x002, 0x008, 0x040, 0x800) do not exist here. Events that the original lacks have numbers from bit 32 up, where neither its
 * user-defined events nor its hooks are.
 */
public enum BuiltInEvent implements FlowEvent {
    /** A packet of a flow; for a packet monitor any frame its filter matches. */
    PKT_IN(0x001, Hook.NONE, Hook.SEND, Hook.RECEIVE),
    /**
     * A connection begins on this side: client in SYN_SENT, server in SYN_RCVD. Once per side. A SYN with the ports of a
     * connection that may still live begins another one only when it is answered: both sides then begin with that answer as the
     * packet.
     * Connections that are picked up in the middle have no begin: their first event is PKT_IN with {@link
     * FlowContext#isMidStream()}, in state ESTABLISHED; they end as others do.
     */
    CONN_START(0x004, Hook.SEND, Hook.RECEIVE),
    /** New payload of this side's receive stream can be read in order; after the packet, once per side and batch. */
    CONN_NEW_DATA(0x010, Hook.NONE),
    /**
     * Payload cannot be kept: the buffer of a reader is full (its oldest bytes are about to be lost: read them, or
     * {@link ByteStream#resize}) or the payload lies beyond the window.
     */
    ERROR(0x020, Hook.NONE),
    /** The emulated TCP state of this side has changed. */
    TCP_STATE_CHANGE(0x080, Hook.SEND, Hook.RECEIVE),
    /** A TCP packet that opens no connection and belongs to none; side {@link Side#BOTH}, without a flow. */
    ORPHAN(0x100, Hook.NONE),
    /**
     * Payload, SYN or FIN that was sent before; raised before the payload is stored. Only ever at RECEIVE, though SEND is
     * accepted, as in the original.
     */
    REXMIT(0x200, Hook.SEND, Hook.RECEIVE),
    /**
     * This side of the flow is about to be forgotten, whether or not its begin was seen; exactly once per hook and side, see
     * {@link FlowContext#closeReason()}.
     */
    CONN_END(0x400, Hook.SEND, Hook.RECEIVE),
    /** Retransmitted payload differs from the bytes that were sent first: an evasion, or a broken sender. */
    INCONSISTENT_REXMIT(1L << 32, Hook.RECEIVE),
    /** A keep-alive probe: one byte or none just before the next expected one, or its answer. */
    KEEP_ALIVE(1L << 33, Hook.RECEIVE),
    /** A probe of a closed window: data beyond a window of zero. */
    WINDOW_PROBE(1L << 34, Hook.RECEIVE),
    /** A RST whose sequence number is outside of the window: it does not end the connection. */
    INVALID_RESET(1L << 35, Hook.SEND, Hook.RECEIVE),
    /** The first packet of a UDP pseudo-flow. */
    UDP_START(1L << 36, Hook.SEND, Hook.RECEIVE),
    /** A datagram of a UDP pseudo-flow. */
    UDP_DATAGRAM(1L << 37, Hook.SEND, Hook.RECEIVE),
    /** A UDP pseudo-flow was idle for too long, or evicted. */
    UDP_END(1L << 38, Hook.SEND, Hook.RECEIVE),
    /** The first message of an ICMP or ICMPv6 pseudo-flow (echo by its identifier, others by their addresses). */
    ICMP_START(1L << 39, Hook.SEND, Hook.RECEIVE),
    /** A message of an ICMP or ICMPv6 pseudo-flow. */
    ICMP_MESSAGE(1L << 40, Hook.SEND, Hook.RECEIVE),
    /** An ICMP or ICMPv6 pseudo-flow was idle for too long, or evicted. */
    ICMP_END(1L << 41, Hook.SEND, Hook.RECEIVE),
    /** An ICMP or ICMPv6 error that quotes a packet of this (TCP or UDP) flow; the side is the one it is sent to. */
    ICMP_ERROR(1L << 42, Hook.NONE);

    private final long number;
    private final Set<Hook> hooks;

    BuiltInEvent(long number, Hook first, Hook... more) {
        this.number = number;
        this.hooks = EnumSet.of(first, more);
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public String label() {
        return name();
    }

    @Override
    public BuiltInEvent root() {
        return this;
    }

    /** Tells whether callbacks for this event, and for user-defined ones on it, may be registered at a hook. */
    public boolean isRaisedAt(Hook hook) {
        return hooks.contains(hook);
    }

    /** The hooks it may be registered at, as a new set. */
    public Set<Hook> hooks() {
        return EnumSet.copyOf(hooks);
    }
}
