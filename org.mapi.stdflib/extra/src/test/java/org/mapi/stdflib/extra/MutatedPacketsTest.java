package org.mapi.stdflib.extra;

import org.junit.jupiter.api.Test;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.PacketStorm;

/** No function throws or keeps memory, whatever packets look like; what may be allocated is bounded. */
class MutatedPacketsTest {
    /** Bytes per packet that the regular expression engine takes on average. */
    private static final long PER_MATCH = 256;
    /** Bytes per packet for new values, and for the table when it forgets. */
    private static final long PER_VALUE = 256;

    private static FunctionHarness top(Object... arguments) {
        return new FunctionHarness().start(new Top(), arguments);
    }

    @Test
    void shouldTakePacketsOfAnyKind() {
        new PacketStorm(1)
            .function(new FunctionHarness().start(new Regexp(), "(?i)(GET|POST) [^ ]{1,40} HTTP"), Regexp::new, PER_MATCH)
            .function(top(10, 2, 11), Top::new, PER_VALUE)
            .function(top(10, 1, 8, 2, 0, 1024), Top::new, PER_VALUE)
            .function(top(10, 2, 12, 1, 1, 1024), Top::new, PER_VALUE)
            .function(top(10, 3, 20), Top::new, PER_VALUE)
            .function(top(10, 1, 7), Top::new, PER_VALUE)
            .function(new FunctionHarness().writable(true).start(new AnonymizeIp()), AnonymizeIp::new)
            .run();
    }
}
