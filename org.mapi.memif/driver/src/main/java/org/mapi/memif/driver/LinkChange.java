package org.mapi.memif.driver;

import java.util.List;

/**
 * An interface came up or went down.
 *
 * @param interfaceName   its address
 * @param devices         names of the devices and sinks that use it
 * @param role            master or slave
 * @param up              whether packets may flow now
 * @param peerApplication the peer's application name
 * @param peerInterface   the peer's interface name
 * @param reason          why it went down, or empty
 */
record LinkChange(String interfaceName, List<String> devices, String role, boolean up, String peerApplication,
                  String peerInterface, String reason) { }
