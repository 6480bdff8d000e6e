package org.mapi.stdflib.anon;

import org.junit.jupiter.api.Test;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.PacketStorm;

/** No rule throws or keeps memory, whatever packets look like; only hashes and expressions allocate, and a bounded amount. */
class MutatedPacketsTest {
    private static final String[] RULES = {"IP,SRC_IP,PREFIX_PRESERVING", "IP,DST_IP,MAP", "IP,FRAGMENT_OFFSET,RANDOM",
        "IP,CHECKSUM,CHECKSUM_ADJUST", "IP,OPTIONS,STRIP,2", "IP,PAYLOAD,STRIP,5", "TCP,TCP_OPTIONS,STRIP,7",
        "TCP,SEQUENCE_NUMBER,MAP", "UDP,SRC_PORT,RANDOM", "UDP,PAYLOAD,PATTERN_FILL,STR,xyz", "UDP,UDP_DATAGRAM_LENGTH,RANDOM",
        "ICMP,TYPE,RANDOM", "IP,PACKET_LENGTH,RANDOM"};
    /** These remember connections; the table grows anew with each upgrade. */
    private static final String[] REMEMBERING = {"TCP,PAYLOAD,REPLACE,something", "HTTP,HOST,REPLACE,www.example.org",
        "HTTP,URI,FILENAME_RANDOM", "HTTP,PAYLOAD,RANDOM", "HTTP,COOKIE,STRIP,1", "FTP,USER,REPLACE,anonymous",
        "FTP,FTP_RESPONSE_ARG,ZERO"};
    private static final String[] ALLOCATING = {"IP,SRC_IP,HASHED,HMAC_SHA_2", "TCP,PAYLOAD,HASHED,SHA_2,STRIP_REST",
        "HTTP,HOST,REGEXP,(.*)\\.(org),2,a,b"};
    /** Bytes per packet. */
    private static final long SOME = 2048;
    private static final long TABLE = 64;

    private static FunctionHarness rule(String rule) {
        return new FunctionHarness().writable(true).start(new Anonymize(), rule);
    }

    @Test
    void shouldTakePacketsOfAnyKind() {
        final PacketStorm storm = new PacketStorm(1);
        for (String rule : RULES) {
            storm.function(rule(rule), Anonymize::new);
        }
        for (String rule : REMEMBERING) {
            storm.function(rule(rule), Anonymize::new, TABLE);
        }
        for (String rule : ALLOCATING) {
            storm.function(rule(rule), Anonymize::new, SOME);
        }
        storm.function(new FunctionHarness().start(new PrintPacket(), 1), PrintPacket::new);
        storm.function(new FunctionHarness().start(new PrintPacket(), 2), PrintPacket::new);
        storm.function(new FunctionHarness().start(new Uncook(), 576), Uncook::new);
        storm.run();
    }
}
