package org.mapi.memif.internal.wire;

import java.io.Serial;
import org.mapi.memif.MemifError;

/** The peer broke the protocol, or what it asked for is refused: the connection ends with this error and this sentence. */
public final class ProtocolException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final MemifError error;

    /**
     * A violation.
     *
     * @param error  code for the local side
     * @param reason sentence for both sides
     */
    public ProtocolException(final MemifError error, final String reason) {
        super(reason, null, false, false);
        this.error = error;
    }

    /**
     * The code.
     *
     * @return never SUCCESS
     */
    public MemifError error() {
        return error;
    }
}
