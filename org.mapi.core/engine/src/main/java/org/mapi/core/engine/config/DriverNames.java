package org.mapi.core.engine.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names of the original's driver files and the drivers here that do their work. */
public final class DriverNames {
    /** Live interfaces. */
    public static final String PCAP = "pcap";
    /** Trace files. */
    public static final String TRACE = "trace";

    private static final Map<String, String> OLD = Map.of("mapinicdrv", PCAP, "mapivindrv", TRACE);
    private static final Set<String> CARDS = Set.of("mapidagdrv", "mapinapatechdrv", "mapicombo6drv", "mapienp2611drv");

    private DriverNames() { }

    /**
     * The driver that a configured name means.
     *
     * @param configured a driver's name, or the original's file name with or without {@code .so}
     * @return the name; empty for the original's drivers of cards that are not supported
     */
    public static Optional<String> resolve(String configured) {
        final String plain = configured.endsWith(".so") ? configured.substring(0, configured.length() - 3) : configured;
        return CARDS.contains(plain) ? Optional.empty() : Optional.of(OLD.getOrDefault(plain, plain));
    }

    /** The driver that reads files where a configured name says so: the original's drivers read their cards' formats here. */
    static String reader(String configured) {
        final String plain = configured.endsWith(".so") ? configured.substring(0, configured.length() - 3) : configured;
        return plain.isEmpty() || CARDS.contains(plain) || OLD.containsKey(plain) ? TRACE : plain;
    }

    /** Whether a configured name is the original's driver that plays the files of a directory for ever. */
    static boolean isDirectoryPlayer(String configured) {
        return configured.equals("mapivindrv") || configured.equals("mapivindrv.so");
    }
}
