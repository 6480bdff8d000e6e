/**
 * Writes trace files: pcap with microseconds or nanoseconds, pcapng, ERF.
 *
 * <p>{@code TraceFileWriter} owns the native buffer and the channel and takes care that no half record stays behind; one
 * subclass per format encodes packets. No allocation per packet.
 */
package org.mapi.core.trace.write;
