package org.mapi.memif.driver;

import java.util.Set;
import org.mapi.MapiException;
import org.mapi.capture.DeviceRequest;
import org.mapi.memif.InterfaceMode;
import org.mapi.memif.MemifException;
import org.mapi.memif.MemifOptions;
import org.mapi.memif.Role;
import org.mapi.memif.RxMode;
import org.mapi.packet.LinkType;

/**
 * How an interface is opened. {@link #of} reads it from text, the same for devices, configurations and TO_MEMIF.
 *
 * @param role         which end: a master listens on the socket, a slave connects and brings the memory
 * @param secret       both sides must have the same; empty for none
 * @param queues       queues in each direction
 * @param log2RingSize log2 of the packets that fit into a queue
 * @param bufferSize   bytes of a slave's buffers; longer packets are chained
 * @param mode         what packets start with
 * @param waiting      what to do while no packet comes
 * @param maxFrame     longest packet that is taken
 * @param shrinkable   whether a master takes memory that its slave can still shrink
 * @param permissions  of a master's socket file; -1 for the process's umask
 * @param name         the name that the peer is told
 */
record InterfaceSettings(Role role, String secret, int queues, int log2RingSize, int bufferSize, InterfaceMode mode,
                         Waiting waiting, int maxFrame, boolean shrinkable, int permissions, String name) {
    static final String ROLE = "role";
    static final String SECRET = "secret";
    static final String QUEUES = "queues";
    static final String RING_SIZE = "ring_size";
    static final String BUFFER_SIZE = "buffer_size";
    static final String MODE = "mode";
    static final String RX_MODE = "rx_mode";
    static final String MAX_FRAME = "max_frame";
    static final String SHRINKABLE = "shrinkable";
    static final String PERMISSIONS = "permissions";
    static final String NAME = "name";
    /** All options. */
    static final Set<String> KNOWN = Set.of(ROLE, SECRET, QUEUES, RING_SIZE, BUFFER_SIZE, MODE, RX_MODE, MAX_FRAME, SHRINKABLE,
        PERMISSIONS, NAME);

    /** As many as libmemif: memory for 1,024 packets of up to 2,048 bytes is 2 MiB per queue and direction. */
    static final int DEFAULT_RING_SIZE = 1 << MemifOptions.DEFAULT_LOG2_RING_SIZE;
    /** The largest IP packet with its link header, and more than any peer sends without being asked. */
    static final int DEFAULT_MAX_FRAME = 1 << 16;
    private static final int LARGEST_RING = 1 << 14;
    private static final int MOST_QUEUES = 255;
    private static final int LARGEST_BUFFER = 65_535;
    private static final int LARGEST_FRAME = 1 << 24;
    private static final int MOST_PERMISSIONS = 0777;

    /**
     * Reads the options of a request.
     *
     * @throws MapiException MAPI_CONFIGURATION naming the option, its value and what was expected
     */
    static InterfaceSettings of(DeviceRequest request) {
        request.requireKnown(KNOWN);
        final InterfaceSettings settings = new InterfaceSettings(role(request), request.text(SECRET, ""),
            request.integer(QUEUES, 1, 1, MOST_QUEUES), log2(request),
            request.integer(BUFFER_SIZE, MemifOptions.DEFAULT_BUFFER_SIZE, 1, LARGEST_BUFFER), mode(request), waiting(request),
            request.integer(MAX_FRAME, DEFAULT_MAX_FRAME, 1, LARGEST_FRAME), request.flag(SHRINKABLE, false),
            permissions(request), request.text(NAME, ""));
        try {
            settings.options(0);
        } catch (MemifException e) {
            throw request.wrong(SECRET + " or " + NAME, "(not shown)", "at most 24 and 32 bytes");
        }
        return settings;
    }

    private static Role role(DeviceRequest request) {
        final String role = request.text(ROLE, "slave");
        return switch (role) {
            case "slave", "client", "SLAVE" -> Role.SLAVE;
            case "master", "server", "MASTER" -> Role.MASTER;
            default -> throw request.wrong(ROLE, role, "master (also server) or slave (also client)");
        };
    }

    private static int log2(DeviceRequest request) {
        final int size = request.integer(RING_SIZE, DEFAULT_RING_SIZE, 2, LARGEST_RING);
        if (Integer.bitCount(size) != 1) {
            throw request.wrong(RING_SIZE, String.valueOf(size), "a power of two from 2 to " + LARGEST_RING);
        }
        return Integer.numberOfTrailingZeros(size);
    }

    private static InterfaceMode mode(DeviceRequest request) {
        final String mode = request.text(MODE, "ethernet");
        return switch (mode) {
            case "ethernet", "ETHERNET" -> InterfaceMode.ETHERNET;
            case "ip", "IP" -> InterfaceMode.IP;
            case "punt-inject", "PUNT_INJECT" -> InterfaceMode.PUNT_INJECT;
            default -> throw request.wrong(MODE, mode, "ethernet, ip or punt-inject");
        };
    }

    private static Waiting waiting(DeviceRequest request) {
        final String waiting = request.text(RX_MODE, "adaptive");
        return switch (waiting) {
            case "adaptive", "ADAPTIVE" -> Waiting.ADAPTIVE;
            case "interrupt", "INTERRUPT" -> Waiting.INTERRUPT;
            case "polling", "POLLING" -> Waiting.POLLING;
            default -> throw request.wrong(RX_MODE, waiting, "adaptive, interrupt or polling");
        };
    }

    private static int permissions(DeviceRequest request) {
        final String text = request.text(PERMISSIONS, "");
        if (text.isEmpty()) {
            return -1;
        }
        try {
            final int mode = Integer.parseInt(text, 8);
            if (mode >= 0 && mode <= MOST_PERMISSIONS) {
                return mode;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message
        }
        throw request.wrong(PERMISSIONS, text, "an octal number from 0 to 777, for instance 660");
    }

    /** What the library wants. */
    MemifOptions options(long id) {
        return (role == Role.MASTER ? MemifOptions.master(id) : MemifOptions.slave(id)).secret(secret).rings(queues, queues)
            .bufferSize(bufferSize).log2RingSize(log2RingSize).mode(mode).allowShrinkable(shrinkable)
            .rxMode(waiting == Waiting.INTERRUPT ? RxMode.INTERRUPT : RxMode.POLLING).maxFrameLength(maxFrame)
            .interfaceName(name.isEmpty() ? "mapi/" + id : name);
    }

    /** Link type of its packets; punt-inject has no number of its own. */
    int linkType() {
        return switch (mode) {
            case ETHERNET -> LinkType.ETHERNET;
            case IP -> LinkType.RAW;
            case PUNT_INJECT -> LinkType.USER0;
        };
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return role.name().toLowerCase(java.util.Locale.ROOT) + " queues=" + queues + " ring_size=" + (1 << log2RingSize)
            + " buffer_size=" + bufferSize + " mode=" + mode.name().toLowerCase(java.util.Locale.ROOT)
            + (secret.isEmpty() ? "" : " secret");
    }
}
