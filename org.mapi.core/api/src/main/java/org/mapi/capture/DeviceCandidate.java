package org.mapi.capture;

/**
 * A device that a driver could open.
 *
 * @param address     what to write behind {@code driver:}
 * @param description one sentence for people, possibly empty
 * @param up          whether it is up and running now
 */
public record DeviceCandidate(String address, String description, boolean up) { }
