/**
 * The flow-monitoring stack: emulated TCP endpoints of both sides of every connection, and the events they raise.
 *
 * <p>A {@link org.mapi.mos.stack.Worker} is confined to one thread and does everything for a packet, in this order: frame
 * monitors, reassembly of fragments, checksum, look-up of the flow, the sending side
 * ({@link org.mapi.mos.stack.TcpEmulation}) and its callbacks, the receiving side and its callbacks, new data, end of the
 * flow. State of a flow is in words of the flow table ({@link org.mapi.mos.stack.FlowWords}); objects exist only for flows
 * that need them ({@link org.mapi.mos.stack.FlowObjects}).
 */
package org.mapi.mos.stack;
