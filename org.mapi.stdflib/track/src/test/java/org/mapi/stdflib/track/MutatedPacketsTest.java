package org.mapi.stdflib.track;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.mapi.function.Function;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.PacketStorm;

/** All functions of the library on packets changed at random. */
class MutatedPacketsTest {
    @Test
    void shouldSurviveMutatedPacketsWithoutAllocating() {
        final PacketStorm storm = new PacketStorm(5);
        for (Supplier<Function> function : Library.functions()) {
            storm.function(new FunctionHarness().start(function.get()), function);
        }
        storm.run();
    }
}
