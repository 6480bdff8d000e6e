package org.mapi.result;

/**
 * A datagram of FLOW_REPORT (ifp_dgram_t), as it goes to a collector.
 *
 * @param recno its number, from 1 on; a gap shows that datagrams were lost
 * @param size  its length in bytes
 * @param bytes the datagram
 */
public record ExportDatagram(long recno, int size, byte[] bytes) { }
