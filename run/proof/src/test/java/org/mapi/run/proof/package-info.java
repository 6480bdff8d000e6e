/** The proof that the platform measures what others measure: oracles, the monitor command, live capture, bad input. */
package org.mapi.run.proof;
