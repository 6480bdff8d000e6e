/**
 * Changing packets: prefix-preserving addresses, keys, and checksums that stay as right as they were. Used by ANONYMIZEIP here
 * and by the library {@code anonflib}, whose bundle has a copy of it; not exported.
 */
package org.mapi.stdflib.extra.rewrite;
