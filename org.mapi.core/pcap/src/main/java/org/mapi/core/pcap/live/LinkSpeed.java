package org.mapi.core.pcap.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Speed of an interface as Linux tells it. */
final class LinkSpeed {
    private static final Path INTERFACES = Path.of("/sys/class/net");

    private LinkSpeed() { }

    /** Mbit/s, 0 where it is unknown (down, virtual, no such file). */
    static int of(String networkInterface) {
        try {
            Path file = INTERFACES.resolve(networkInterface).resolve("speed").normalize();
            return file.startsWith(INTERFACES) ? Math.max(0, Integer.parseInt(Files.readString(file).trim())) : 0;
        } catch (IOException | InvalidPathException | NumberFormatException e) {
            // an interface without a link answers the read itself with an error
            return 0;
        }
    }
}
