package org.mapi.result;

/**
 * A datagram of FLOW_REPORT (ifp_dgram_t), as it goes to a collector.
 *
 * @param recno      its number, from 1 on; a gap shows that datagrams were lost
 * @param size       its length in bytes
 * @param bytes      the datagram
 * @param flows      flows reported so far, this datagram's included
 * @param unreported flows so far that were in lost datagrams or that the format cannot carry (IPv6 in NetFlow v5)
 * @param evicted    flows so far that were reported early because the table was full
 * @param strayFragments fragments so far whose datagram's first one did not come: they are in flows without ports
 */
public record ExportDatagram(long recno, int size, byte[] bytes, long flows, long unreported, long evicted,
                             long strayFragments) {
    /** Without stray fragments. */
    public ExportDatagram(long recno, int size, byte[] bytes, long flows, long unreported, long evicted) {
        this(recno, size, bytes, flows, unreported, evicted, 0);
    }
}
