/** Sample: bytes per user as a cellular provider would charge them, after the Abacus of the original's authors. */
package org.mapi.mos.samples.accounting;
