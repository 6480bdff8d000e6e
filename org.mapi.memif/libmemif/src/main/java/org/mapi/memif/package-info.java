/**
 * memif in Java: packets between processes through shared memory, wire-compatible with libmemif, VPP and DPDK. Start with
 * {@link org.mapi.memif.MemifSocket#open}; {@link org.mapi.memif.MemifContext} is libmemif's own model, with control events
 * polled by the application or given to its event loop. Packets move through {@link org.mapi.memif.ReceiveQueue} and
 * {@link org.mapi.memif.TransmitQueue}, in bursts of {@link org.mapi.memif.MemifBuffers}.
 */
@Export
@Version("0.1.0")
package org.mapi.memif;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
