package org.mapi.stdflib.track;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.mapi.function.Function;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.PacketStorm;

/** All functions of the library on packets changed at random. */
class MutatedPacketsTest {
    /** What 65,536 connections take, as the README says. */
    private static final long TABLE = 8 << 20;

    @Test
    void shouldSurviveMutatedPacketsWithoutAllocating() {
        final PacketStorm storm = new PacketStorm(5);
        for (Supplier<Function> function : Library.functions()) {
            storm.function(new FunctionHarness().start(function.get()), function);
        }
        storm.tables(TABLE).run();
    }
}
