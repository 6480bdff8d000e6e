package org.mapi.memif;

/** Which end of an interface this is. The ordinal is libmemif's memif_details.role. */
public enum Role {
    /** Listens; called server by DPDK. */
    MASTER,
    /** Connects and supplies all shared memory; called client by DPDK. */
    SLAVE
}
