/**
 * Live interfaces as capture devices: listed, opened and configured by libpcap, read without a call through JNA and without an
 * object per packet, and packets sent through a packet socket.
 */
package org.mapi.core.pcap.live;
