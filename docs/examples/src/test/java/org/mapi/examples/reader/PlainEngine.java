package org.mapi.examples.reader;

import java.nio.file.Path;
import java.util.List;
import org.mapi.Mapi;
import org.mapi.core.engine.Engine;
import org.mapi.core.engine.EngineOptions;
import org.mapi.core.engine.PlatformServices;
import org.mapi.core.engine.client.EngineClient;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.PlainProviders;
import org.mapi.examples.counter.IpVersions;
import org.mapi.examples.driver.TickerDriver;
import org.mapi.examples.filter.TcpSyn;
import org.mapi.stdflib.std.ByteCounter;
import org.mapi.stdflib.std.Gap;
import org.mapi.stdflib.std.PktCounter;
import org.mapi.stdflib.std.Stats;
import org.mapi.stdflib.std.ToBuffer;

/** The examples on an engine of their own: no framework, no appliance. What a plain Java program has to write. */
final class PlainEngine implements AutoCloseable {
    private final Engine engine;
    private final EngineClient client;

    PlainEngine(Path resultDirectory, List<DeviceConfiguration> devices) {
        engine = Engine.start(EngineOptions.at(resultDirectory), PlatformServices.NONE);
        engine.drivers(new DriverCatalogue(1, List.of(PlainProviders.of(new TickerDriver()))));
        engine.functions(FunctionCatalogue.builder().generation(1)
            .add(PlainProviders.of(PktCounter.class)).add(PlainProviders.of(ByteCounter.class))
            .add(PlainProviders.of(Gap.class)).add(PlainProviders.of(Stats.class)).add(PlainProviders.of(ToBuffer.class))
            .add(PlainProviders.of(IpVersions.class)).add(PlainProviders.of(TcpSyn.class)).build(), true);
        engine.devices(devices);
        client = engine.client("example");
    }

    Mapi mapi() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        engine.close();
    }
}
