/**
 * The capture driver for live interfaces and the compiler of capture filters, both on libpcap.
 *
 * <p>{@link org.mapi.core.pcap.filter.PcapFilterCompiler} and {@link org.mapi.core.pcap.live.PcapDriver} are the two services of
 * this bundle; both work as plain objects without a framework. Nothing is exported.
 */
package org.mapi.core.pcap;
