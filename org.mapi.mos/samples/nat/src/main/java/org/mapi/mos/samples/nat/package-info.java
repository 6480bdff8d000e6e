/** Sample: source address translation between the two devices of an inline source, for TCP, UDP and ICMP echo over IPv4. */
package org.mapi.mos.samples.nat;
