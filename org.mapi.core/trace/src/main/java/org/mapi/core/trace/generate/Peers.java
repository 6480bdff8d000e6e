package org.mapi.core.trace.generate;

import java.nio.charset.StandardCharsets;

/**
 * The two ends of a conversation: addresses reserved for documentation and private use, MAC addresses of local administration,
 * and the VLAN tags of the link between them.
 */
final class Peers {
    /** Most hosts behind the measuring point. */
    static final int CLIENTS = 4000;
    /** Hosts beyond it: all of the three networks reserved for documentation. */
    static final int SERVERS = 3 * 254;

    private static final long GATEWAY_MAC = 0x020000fffffeL;
    private static final long CLIENT_MAC = 0x020000000000L;
    private static final long CLIENT_NETWORK_6 = 0x20010db800010000L;
    private static final long SERVER_NETWORK_6 = 0x20010db800020000L;
    private static final int CLIENT_NETWORK_4 = 0x0a000000;
    private static final int[] SERVER_NETWORKS_4 = {0xc0000200, 0xc6336400, 0xcb007100};
    private static final int NETWORK_HOSTS = 254;
    private static final String[] SITES = {"www", "mail", "shop", "api", "cdn", "static", "news", "img"};
    private static final String[] DOMAINS = {"example.com", "example.org", "example.net", "sample.example"};
    private static final int TAGGED = 120;
    private static final int DOUBLE_TAGGED = 20;
    private static final int PRIORITY_SHIFT = 13;

    /** Whether they talk IPv6. */
    final boolean version6;
    /** MAC address of the client. */
    final long clientMac;
    /** MAC address of the way to the server. */
    final long serverMac = GATEWAY_MAC;
    /** IPv4 address of the client. */
    final int client4;
    /** IPv4 address of the server. */
    final int server4;
    /** Lower half of the client's IPv6 address. */
    final long client6;
    /** Lower half of the server's IPv6 address. */
    final long server6;
    /** Outer VLAN tag (priority and id), 0 = none. */
    final int outerTag;
    /** Inner VLAN tag, 0 = none. */
    final int innerTag;
    /** Routers between the server and the measuring point. */
    final int hops;
    private final int server;

    /** Chooses two ends; of a thousand conversations {@code perMille6} use IPv6. */
    Peers(GeneratorRandom random, int perMille6) {
        int client = (int) random.skewed(1, CLIENTS);
        server = (int) random.skewed(0, SERVERS - 1);
        version6 = random.perMille(perMille6);
        clientMac = CLIENT_MAC + client;
        client4 = CLIENT_NETWORK_4 | client;
        server4 = SERVER_NETWORKS_4[server / NETWORK_HOSTS] + 1 + server % NETWORK_HOSTS;
        client6 = 0x0200_00ff_fe00_0000L | client;
        server6 = 1L + server;
        // the tag belongs to the client's port: the same client is always seen with the same tags
        int port = client * 7919 % 1000;
        outerTag = port < TAGGED + DOUBLE_TAGGED ? 100 + client % 16 | (client & 1) << PRIORITY_SHIFT : 0;
        innerTag = port >= TAGGED && port < TAGGED + DOUBLE_TAGGED ? 10 + client % 5 : 0;
        hops = 3 + server % 17;
    }

    /** Upper half of an IPv6 address. */
    long network6(boolean ofClient) {
        return ofClient ? CLIENT_NETWORK_6 : SERVER_NETWORK_6;
    }

    /** The server's name. */
    String serverName() {
        return SITES[server % SITES.length] + server / SITES.length % 10 + "." + DOMAINS[server % DOMAINS.length];
    }

    /** The server's name in bytes. */
    byte[] serverNameBytes() {
        return serverName().getBytes(StandardCharsets.US_ASCII);
    }
}
