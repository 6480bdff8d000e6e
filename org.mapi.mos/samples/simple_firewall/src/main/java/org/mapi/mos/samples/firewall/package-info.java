/** Sample: a firewall whose rules are a file, after the original's simple_firewall; it blocks whole connections. */
package org.mapi.mos.samples.firewall;
