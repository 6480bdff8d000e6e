package org.mapi.core.trace.read;

import java.io.IOException;

/** What the medium holds is corrupt; the medium itself is fine. Thrown once per file at most, never per packet. */
final class CorruptSourceException extends IOException {
    CorruptSourceException(String message) {
        super(message);
    }
}
