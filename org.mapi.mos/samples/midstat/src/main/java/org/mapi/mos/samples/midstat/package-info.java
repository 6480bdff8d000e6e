/** Sample: netstat in the middle of the wire, the original's midstat: every connection with the TCP states of both sides. */
package org.mapi.mos.samples.midstat;
