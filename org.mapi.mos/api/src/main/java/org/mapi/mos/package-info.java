/**
 * Middleboxes without parsing TCP: an application says which flows it wants and what happens at which event.
 *
 * <p>A {@link org.mapi.mos.MonitorApplication} is told of the events of both sides of every connection its filter matches:
 * built-in ones ({@link org.mapi.mos.BuiltInEvent}) and user-defined ones on top of them. It is an OSGi service, found on the
 * whiteboard, or is handed to {@link org.mapi.mos.Mos#monitor} directly.
 *
 * <pre>{@code
 * @Component(service = MonitorApplication.class)
 * @MonitorApplicationDefinition(name = "rexmit", filter = "tcp port 80")
 * public final class RetransmissionWatch implements MonitorApplication {
 *     public void attach(Registrations on) {
 *         on.at(Hook.RECEIVE, BuiltInEvent.REXMIT, flow -> count(flow.side(), flow.packet().payloadLength()));
 *     }
 * }
 * }</pre>
 *
 * <h2>One packet, two sides</h2>
 * <p>Each side of a connection has an emulated TCP endpoint. A packet first updates the side that sent it
 * ({@link org.mapi.mos.Hook#SEND}), then the side that will receive it ({@link org.mapi.mos.Hook#RECEIVE}); what concerns no
 * packet of one side comes at {@link org.mapi.mos.Hook#NONE}. The order of events is that of the original (KAIST's mOS,
 * NSDI 2017): for one packet SEND, then a retransmission at RECEIVE before the payload is stored, then the rest of RECEIVE,
 * within a hook by ascending event number; {@link org.mapi.mos.BuiltInEvent#CONN_NEW_DATA} follows after the packet.
 *
 * <h2>Threads</h2>
 * <p>A source of packets is served by one or more workers; a flow belongs to one of them for ever.
 * {@link org.mapi.mos.MonitorApplication#attach} is called once per worker, and whatever is registered there is called on that
 * worker's thread only: state that is created in {@code attach} and used in its callbacks needs no lock. {@link
 * org.mapi.mos.FlowContext}, {@link org.mapi.mos.ByteStream} and {@link org.mapi.mos.MonitoredPacket} are reused objects, valid
 * only during the callback and only on its thread.
 *
 * <h2>Errors</h2>
 * <p>{@link org.mapi.mos.MosException} carries the errno of the original. Nothing ever ends the process; an application that
 * throws is isolated, counted and after repeated faults detached.
 */
@Export
@Version("0.1.0")
package org.mapi.mos;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
