package org.mapi.mos.stack;

import java.util.Objects;
import org.mapi.capture.CaptureDevice;

/**
 * A capture device that is open already: whoever finds drivers opens it and hands it in. The source that takes it closes it.
 *
 * @param name   name for people, not empty
 * @param device ready to be polled; nobody else polls it
 */
public record OpenDevice(String name, CaptureDevice device) {
    /** Checks that both are there. */
    public OpenDevice {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(device, "device");
    }
}
