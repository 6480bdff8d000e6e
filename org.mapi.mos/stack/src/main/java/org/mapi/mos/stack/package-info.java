/**
 * The flow-monitoring stack: emulated TCP endpoints of both sides of every connection, and the events they raise.
 *
 * <p>A {@link org.mapi.mos.stack.Worker} is confined to one thread and does everything for a packet, in this order: frame
 * monitors, reassembly of fragments, checksum, look-up of the flow, the sending side
 * ({@link org.mapi.mos.stack.TcpEmulation}) and its callbacks, the receiving side and its callbacks, new data, end of the
 * flow. State of a flow is in words of the flow table ({@link org.mapi.mos.stack.FlowWords}); objects exist only for flows
 * that need them ({@link org.mapi.mos.stack.FlowObjects}).
 *
 * <p>For users there is {@link org.mapi.mos.stack.MosStack}: the stack as a plain object, for programs and functions that bring
 * their own packets. Inside OSGi the service {@link org.mapi.mos.Mos} is on top of it.
 */
@Export
@Version("0.1.0")
package org.mapi.mos.stack;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
