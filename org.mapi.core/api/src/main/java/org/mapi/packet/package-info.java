/**
 * The packet as functions see it: one flyweight that looks at a packet where the driver left it, and decodes its layers when
 * asked.
 *
 * <h2>For authors of functions</h2>
 * <p>{@code process} receives a {@link org.mapi.packet.Packet}. It is the same object for every packet and is valid only inside
 * that call; a function that wants to keep something copies it ({@link org.mapi.packet.Packet#copyTo}). A packet tells
 * <ul>
 * <li>what the driver knows: time, lengths, interface, link type, the device's own record header;</li>
 * <li>what is in it, layer by layer ({@link org.mapi.packet.Layers}): link, VLAN tags, MPLS labels, IPv4 and IPv6 with extension
 *     headers, TCP, UDP, ICMP, SCTP, the payload - and the same again for what a tunnel carries
 *     ({@link org.mapi.packet.Layers#inner()}, {@link org.mapi.packet.Layers#innermost()});</li>
 * <li>its bytes, in network byte order, by offset.</li>
 * </ul>
 *
 * <pre>{@code
 * public boolean process(Packet packet) {
 *     if (packet.protocol() == IpProtocol.TCP && (packet.tcpFlags() & TcpFlags.SYN) != 0) {
 *         count(packet.destinationPort());
 *     }
 *     return true;
 * }
 * }</pre>
 *
 * <p>Four rules make life easy:
 * <ol>
 * <li><b>All offsets are counted from the link header of the packet</b>, in inner layers too, so that any offset can be handed
 * to any reader such as {@link org.mapi.packet.Packet#getInt(int)}.</li>
 * <li><b>Nothing is read behind the captured bytes.</b> A reader asked for more answers 0;
 *     {@link org.mapi.packet.Packet#has(int, int)} tells the difference.</li>
 * <li><b>Nothing throws because of what a packet contains.</b> A header that is cut or lies is a fact that can be asked for
 *     ({@link org.mapi.packet.Layers#anomalies()}).</li>
 * <li><b>Asking is cheap.</b> A layer is decoded at most once per packet, by whichever function of whichever flow asks first,
 * and no call allocates.</li>
 * </ol>
 *
 * <h2>For engines, tests of drivers and of functions</h2>
 * <p>{@link org.mapi.packet.PacketCursor} owns a packet and moves it along a segment. A test of a function writes a frame into
 * a native segment, moves a cursor there and passes {@link org.mapi.packet.PacketCursor#packet()} to {@code process}.
 */
@Export
@Version("0.1.0")
package org.mapi.packet;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
