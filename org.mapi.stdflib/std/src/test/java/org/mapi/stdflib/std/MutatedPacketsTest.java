package org.mapi.stdflib.std;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.function.FlowReference;
import org.mapi.function.FunctionReference;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.PacketStorm;

/** No function throws, allocates or keeps memory, whatever packets look like. */
class MutatedPacketsTest {
    @TempDir
    private Path folder;

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
            .function(harness().start(new Hash(), 0), Hash::new)
            .function(harness().start(new Hash(), 1), Hash::new)
            .function(harness().start(new Hash(), 2), Hash::new)
            .function(harness().start(new Hash(), 3), Hash::new)
            .function(harness().start(new BinOp(), 1, FLOW, SOURCE, FLOW, SOURCE), BinOp::new)
            .function(harness().start(new Bucket(), FLOW, SOURCE, "0"), Bucket::new)
            .function(harness().start(new Bucket(), FLOW, SOURCE, "10ms", 1), Bucket::new)
            .function(harness().start(new Burst(), 100, 5000, 100, 96, 100_000, 100, 1000), Burst::new)
            .function(harness().start(new Dist(), FLOW, SOURCE, "0", "10000", "10"), Dist::new)
            .function(harness().start(new HashSamp(), 512, 0), HashSamp::new)
            .function(harness().start(new HashSamp(), 512, 1), HashSamp::new)
            .function(harness().directory(folder).start(new Res2File(), "1", List.of(SOURCE), "", Path.of("all"), "0", 0),
                Res2File::new)
            .function(harness().directory(folder).start(new Res2File(), "1", List.of(SOURCE), "", Path.of("some"), "10ms", 1),
                Res2File::new)
            .function(harness().start(new StartStop(), "+1s", "+1m"), StartStop::new)
            .function(harness().start(new Sync(), "1"), Sync::new)
            .function(harness().start(new Threshold(), 2, FLOW, SOURCE, 0, 5, 1), Threshold::new)
            .function(harness().start(new Threshold(), 130, FLOW, SOURCE, 0, 5, 1, 100_000, 10), Threshold::new)
            .function(harness().start(new Interface(), 0), Interface::new)
            .run();
    }
}
