package org.mapi.core.trace;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.capture.PacketBatch;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** A packet as a function would see it, copied. */
public record SeenPacket(long time, int captured, int wire, int interfaceIndex, int linkType, String data, String deviceHeader) {
    private static final HexFormat HEX = HexFormat.of();

    /** What a packet with such data looks like. */
    public static SeenPacket of(long time, int wire, int interfaceIndex, int linkType, byte[] data) {
        return new SeenPacket(time, data.length, wire, interfaceIndex, linkType, HEX.formatHex(data), "");
    }

    private static SeenPacket copy(Packet packet) {
        byte[] data = packet.segment().asSlice(packet.offset(), packet.captureLength()).toArray(ValueLayout.JAVA_BYTE);
        int length = packet.deviceHeaderLength();
        byte[] header = length == 0 ? new byte[0]
            : packet.segment().asSlice(packet.deviceHeaderOffset(), length).toArray(ValueLayout.JAVA_BYTE);
        return new SeenPacket(packet.timestamp(), packet.captureLength(), packet.wireLength(), packet.interfaceIndex(),
            packet.linkType(), HEX.formatHex(data), HEX.formatHex(header));
    }

    /** Opens a file as an offline device. */
    public static CaptureDevice open(Path file, String... options) {
        return open(file.toString(), DeviceKind.OFFLINE, options);
    }

    /** Opens an address with options given as name, value, name, value. */
    public static CaptureDevice open(String address, DeviceKind kind, String... options) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put(options[i], options[i + 1]);
        }
        return new TraceDriver().open(new DeviceRequest("trace:" + address, address, kind, map));
    }

    /** Reads a device to its end, packet by packet as an agent does. */
    public static List<SeenPacket> all(CaptureDevice device) {
        return all(device, PacketBatch.CAPACITY, Integer.MAX_VALUE);
    }

    /** Reads a device in batches of a size, to its end or to a number of packets. */
    public static List<SeenPacket> all(CaptureDevice device, int batchSize, int most) {
        List<SeenPacket> seen = new ArrayList<>();
        PacketBatch batch = new PacketBatch();
        PacketCursor cursor = new PacketCursor();
        while (seen.size() < most) {
            batch.clear();
            int count = device.poll(0, batch, batchSize);
            if (count == CaptureDevice.END) {
                break;
            }
            for (int i = 0; i < count; i++) {
                batch.moveTo(cursor, i, seen.size() + 1L);
                seen.add(copy(cursor.packet()));
            }
            if (count == 0) {
                device.await(0, 1_000_000);
            }
        }
        return seen;
    }

    /** Reads a file to its end and closes it. */
    public static List<SeenPacket> of(Path file, String... options) {
        try (CaptureDevice device = open(file, options)) {
            List<SeenPacket> seen = all(device);
            device.failure().ifPresent(failure -> {
                throw failure;
            });
            return seen;
        }
    }
}
