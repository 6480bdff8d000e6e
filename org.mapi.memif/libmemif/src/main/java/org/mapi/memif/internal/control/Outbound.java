package org.mapi.memif.internal.control;

import org.mapi.memif.internal.wire.Message;

/**
 * A message to send.
 *
 * @param message the message
 * @param fd      descriptor that travels with it, owned by whoever shared it; -1 for none
 */
public record Outbound(Message message, int fd) {
    /**
     * A message without descriptor.
     *
     * @param message the message
     */
    public Outbound(final Message message) {
        this(message, -1);
    }
}
