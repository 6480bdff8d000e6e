package org.mapi.core.pcap.live;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.PacketSink;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;

/**
 * Sends Ethernet frames through a packet socket bound to one interface. The kernel reads the packets where they lie; up to
 * {@value #MOST} go with one call.
 *
 * <p>A packet that was cut at capture is sent as far as it was captured. Packets of another link type, longer than the
 * interface allows, shorter than a header, or sent while the interface is down are taken and counted as dropped: trying again
 * would not help them. Only a full send buffer is a reason to try again.
 */
final class PacketSocketSink implements PacketSink {
    private static final int MOST = PacketBatch.CAPACITY;
    /** Room for packets under way; the kernel's default of 208 KiB holds only some 90 full-sized ones. */
    private static final int SEND_BUFFER = 4 << 20;
    /** Shorter frames have no complete header. */
    private static final int SHORTEST = 14;
    /** Outcome for a packet that is not even shown to the kernel. */
    private static final int UNFIT = Integer.MIN_VALUE;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment errno = Posix.errno(arena);
    private final MemorySegment messages;
    private final MemorySegment vectors;
    private final int descriptor;
    private long sent;
    private long dropped;
    private boolean closed;

    private PacketSocketSink(int descriptor) {
        this.descriptor = descriptor;
        this.messages = arena.allocate((long) MOST * SendDescriptor.MESSAGE_SIZE, 8);
        this.vectors = arena.allocate((long) MOST * SendDescriptor.VECTOR_SIZE, 8);
        for (int i = 0; i < MOST; i++) {
            long message = (long) i * SendDescriptor.MESSAGE_SIZE;
            messages.set(ValueLayout.JAVA_LONG, message + SendDescriptor.MESSAGE_VECTOR,
                vectors.address() + (long) i * SendDescriptor.VECTOR_SIZE);
            messages.set(ValueLayout.JAVA_LONG, message + SendDescriptor.MESSAGE_VECTOR_LENGTH, 1L);
        }
    }

    /**
     * Opens a sink.
     *
     * @param networkInterface its name
     * @return the sink
     * @throws MapiException MAPI_PERMISSION without CAP_NET_RAW, MAPI_NO_SINK when the socket cannot be made
     */
    static PacketSocketSink open(String networkInterface) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment errno = Posix.errno(local);
            int index = Posix.interfaceIndex(errno, networkInterface);
            int descriptor = Posix.socket(errno, Posix.AF_PACKET, Posix.SOCK_RAW | Posix.SOCK_NONBLOCK | Posix.SOCK_CLOEXEC, 0);
            if (descriptor < 0) {
                throw refused(networkInterface, "socket", -descriptor);
            }
            MemorySegment address = local.allocate(SendDescriptor.ADDRESS_SIZE, 4);
            address.set(ValueLayout.JAVA_SHORT, SendDescriptor.ADDRESS_FAMILY, (short) Posix.AF_PACKET);
            address.set(ValueLayout.JAVA_INT, SendDescriptor.ADDRESS_INTERFACE, index);
            int outcome = index == 0 ? -Posix.ENODEV : Posix.bind(errno, descriptor, address);
            if (outcome < 0) {
                Posix.close(errno, descriptor);
                throw refused(networkInterface, "bind", -outcome);
            }
            if (Posix.setOption(errno, descriptor, Posix.SOL_SOCKET, Posix.SO_SNDBUFFORCE, SEND_BUFFER) < 0) {
                Posix.setOption(errno, descriptor, Posix.SOL_SOCKET, Posix.SO_SNDBUF, SEND_BUFFER);
            }
            return new PacketSocketSink(descriptor);
        }
    }

    private static MapiException refused(String networkInterface, String call, int number) {
        boolean permission = number == Posix.EPERM || number == Posix.EACCES;
        return new MapiException(permission ? MapiError.MAPI_PERMISSION : MapiError.MAPI_NO_SINK, "interface " + networkInterface
            + ": " + call + " failed: " + Posix.text(number) + (permission ? "; sending needs the capability CAP_NET_RAW" : ""));
    }

    @Override
    public int send(PacketBatch batch, int from, int count) {
        int taken = 0;
        while (taken < count) {
            int run = prepare(batch, from + taken, Math.min(count - taken, MOST));
            int outcome = run == 0 ? UNFIT : Posix.sendMany(errno, descriptor, messages.address(), run);
            if (outcome > 0) {
                taken += outcome;
            } else if (full(outcome)) {
                break;
            } else if (outcome != -Posix.EINTR) {
                dropped++;
                taken++;
            }
        }
        sent += taken;
        return taken;
    }

    /** Points the messages to packets from one on, up to the first that cannot be sent; gives their number. */
    private int prepare(PacketBatch batch, int from, int count) {
        for (int i = 0; i < count; i++) {
            int index = from + i;
            int length = batch.captureLength(index);
            if (batch.linkType(index) != LinkType.ETHERNET || length < SHORTEST) {
                return i;
            }
            long vector = (long) i * SendDescriptor.VECTOR_SIZE;
            vectors.set(ValueLayout.JAVA_LONG, vector + SendDescriptor.VECTOR_BASE,
                batch.segment(index).address() + batch.offset(index));
            vectors.set(ValueLayout.JAVA_LONG, vector + SendDescriptor.VECTOR_LENGTH, length);
        }
        return count;
    }

    private static boolean full(int outcome) {
        return outcome == -Posix.EAGAIN || outcome == -Posix.ENOBUFS;
    }

    @Override
    public boolean send(Packet packet) {
        int outcome;
        boolean fit = packet.linkType() == LinkType.ETHERNET && packet.captureLength() >= SHORTEST;
        do {
            outcome = !fit ? UNFIT
                : Posix.send(errno, descriptor, packet.segment().address() + packet.offset(), packet.captureLength());
        } while (outcome == -Posix.EINTR);
        if (full(outcome)) {
            return false;
        }
        sent++;
        dropped += outcome < 0 ? 1 : 0;
        return true;
    }

    @Override
    public long sent() {
        return sent;
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Posix.close(errno, descriptor);
            arena.close();
        }
    }
}
