package org.mapi.run.launcher;

/**
 * What goes over the control socket. The client sends requests, each one line of UTF-8; the appliance answers each with any
 * number of blocks and one status:
 *
 * <pre>
 *   client:     status
 *               gogo COMMAND LINE
 *   appliance:  out LENGTH          then LENGTH bytes of standard output
 *               err LENGTH          then LENGTH bytes of standard error
 *               exit STATUS         end of the answer, 0 to 255
 * </pre>
 *
 * Requests of one connection are done one after the other in one Gogo session. A client keeps its side open until {@code
 * exit}: when it hangs up, the command in progress is interrupted. Lines longer than {@link #MAX_LINE} and connections beyond
 * {@link #MAX_CONNECTIONS} are refused with a status.
 */
final class ControlProtocol {

    /** Longest request or header line, in bytes without the line feed. */
    static final int MAX_LINE = 65_536;
    /** Connections at the same time. */
    static final int MAX_CONNECTIONS = 16;
    /** Requests that a client may send ahead of their answers. */
    static final int MAX_AHEAD = 16;
    /** Largest block, in bytes. */
    static final int MAX_BLOCK = 8_192;

    static final String STATUS = "status";
    static final String GOGO = "gogo";

    /** Status of a request that the appliance does not know or that is too long. */
    static final int BAD_REQUEST = 2;
    /** Status of a request that came too early (starting) or of a connection too many; worth another try. */
    static final int TRY_AGAIN = 75;

    private ControlProtocol() {
    }
}
