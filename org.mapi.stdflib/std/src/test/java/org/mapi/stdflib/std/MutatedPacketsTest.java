package org.mapi.stdflib.std;

import org.junit.jupiter.api.Test;
import org.mapi.function.FlowReference;
import org.mapi.function.FunctionReference;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.PacketStorm;

/** No function throws, allocates or keeps memory, whatever packets look like. */
class MutatedPacketsTest {
    private static final FlowReference FLOW = new FlowReference(1);
    private static final FunctionReference SOURCE = new FunctionReference(1, 1);

    private static FunctionHarness harness() {
        final FunctionHarness harness = new FunctionHarness();
        harness.source(1, 1).value(4711);
        return harness;
    }

    @Test
    void shouldTakePacketsOfAnyKind() {
        new PacketStorm(1)
            .function(harness().start(new PktCounter()), PktCounter::new)
            .function(harness().start(new ByteCounter()), ByteCounter::new)
            .function(harness().start(new Gap()), Gap::new)
            .function(harness().start(new PktInfo(), 0), PktInfo::new)
            .function(harness().start(new Sample(), 20, 0), Sample::new)
            .function(harness().start(new Sample(), 20, 1, 7), Sample::new)
            .function(harness().start(new StrSearch(), "GET ||POST ||SSH", 0, 0), StrSearch::new)
            .function(harness().start(new Stats(), FLOW, SOURCE, "0"), Stats::new)
            .function(harness().start(new Stats(), FLOW, SOURCE, "10ms"), Stats::new)
            .function(harness().start(new ToBuffer(), 1, 100), ToBuffer::new)
            .run();
    }
}
