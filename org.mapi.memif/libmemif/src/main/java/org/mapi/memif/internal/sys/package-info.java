/**
 * The system calls that memif needs, behind one interface: {@link org.mapi.memif.internal.sys.SystemCalls}. The implementation
 * uses jnr-ffi, which appears in no signature; tests replace it by a double that fails on request.
 */
package org.mapi.memif.internal.sys;
