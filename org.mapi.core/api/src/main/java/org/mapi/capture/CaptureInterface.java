package org.mapi.capture;

/**
 * One interface of a device.
 *
 * @param name          name, possibly empty (many files do not tell)
 * @param linkType      {@code LINKTYPE_} value, see {@link org.mapi.packet.LinkType}
 * @param captureLength most bytes captured per packet
 * @param description   for people, possibly empty
 */
public record CaptureInterface(String name, int linkType, int captureLength, String description) { }
