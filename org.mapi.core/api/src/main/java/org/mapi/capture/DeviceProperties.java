package org.mapi.capture;

import java.util.List;

/**
 * What is known of an open device. A trace file may announce further interfaces while it is read.
 *
 * @param kind          how it relates to time
 * @param deviceType    the type as in the original's mapidevices: dotted digits, more specific to the right, see
 *                      {@link DeviceType}
 * @param captureLength most bytes of a packet that are captured, from the link header on
 * @param linkSpeed     Mbit/s, 0 where unknown
 * @param interfaces    the interfaces known so far, at least one; {@code interfaceIndex} of a packet is an index into it
 */
public record DeviceProperties(DeviceKind kind, String deviceType, int captureLength, int linkSpeed,
                               List<CaptureInterface> interfaces) {
    /** Copies the interfaces. */
    public DeviceProperties {
        interfaces = List.copyOf(interfaces);
    }

    /** The link types of all interfaces known so far, each once, in order of appearance ({@code LINKTYPE_} values). */
    public int[] linkTypes() {
        return interfaces.stream().mapToInt(CaptureInterface::linkType).distinct().toArray();
    }
}
