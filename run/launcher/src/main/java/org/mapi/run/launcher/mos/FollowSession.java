package org.mapi.run.launcher.mos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.mapi.DeviceInformation;
import org.mapi.Flow;
import org.mapi.FlowStatus;
import org.mapi.FunctionInformation;
import org.mapi.FunctionStatus;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.FilterCompiler;
import org.mapi.core.engine.Engine;
import org.mapi.core.engine.EngineOptions;
import org.mapi.core.engine.PlatformServices;
import org.mapi.core.engine.client.EngineClient;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.PlainProviders;
import org.mapi.core.pcap.live.PcapDriver;
import org.mapi.core.pcap.filter.PcapFilterCompiler;
import org.mapi.core.trace.TraceDriver;
import org.mapi.function.Definition;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorInformation;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceInformation;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.SourceStatistics;
import org.mapi.mos.stack.Follow;
import org.mapi.mos.stack.MosStack;
import org.mapi.run.launcher.ExitStatus;
import org.mapi.run.launcher.Interruption;
import org.mapi.run.launcher.UserError;

/** One source, one application, from the first packet to the last. */
final class FollowSession implements AutoCloseable {
    /** The source ended early, as for monitor. */
    static final int SOURCE_FAILED = 5;
    /** The application failed. */
    static final int FUNCTION_FAILED = 6;
    private static final Duration STEP = Duration.ofMillis(200);

    private static final String NAME = "mos";

    private final Engine engine;
    private final EngineClient client;
    private final MosStack stack;
    private final PacketFollower follower;
    private final MonitorHandle monitor;
    /** The trace as the user wrote it; null for a device. */
    private final String file;
    private final OfflineDevice trace;
    private final Flow flow;
    private final Interruption interruption = new Interruption();

    FollowSession(SourceChoice source, SourceOptions options, MonitorOptions how, MonitorApplication application) {
        final FilterCompiler compiler = new PcapFilterCompiler(false);
        file = source.file;
        stack = new MosStack(() -> compiler);
        follower = stack.follow(NAME, List.of(source.file == null ? source.device : source.file), options);
        try {
            monitor = follower.monitor(how, application);
        } catch (MosException wrong) {
            throw new UserError(wrong.getMessage());
        }
        engine = Engine.start(EngineOptions.defaults().withTraining(false), noServices());
        engine.drivers(new DriverCatalogue(1, List.of(PlainProviders.of(new TraceDriver()),
            PlainProviders.of(new PcapDriver()))));
        final Follow follow = new Follow();
        follow.expect(follower);
        engine.functions(FunctionCatalogue.builder().add(PlainProviders.of(Definition.of(Follow.definition()), "", "",
            () -> follow, Follow.class.getClassLoader())).generation(1).build(), true);
        client = engine.client(NAME);
        try {
            trace = source.file == null ? null : client.createOfflineDevice(Path.of(source.file), null);
            flow = client.createFlow(trace == null ? source.device : trace.name());
            flow.apply(Follow.LIBRARY + ":" + Follow.NAME, NAME);
        } catch (MapiException refused) {
            close();
            throw new UserError(plain(refused));
        }
    }

    /** Without the name that the engine gives to the trace: the message names the file itself. */
    private String plain(MapiException fault) {
        return file == null ? fault.line() : fault.line().replace("device " + Path.of(file) + "@1: ", "");
    }

    private static PlatformServices noServices() {
        return new PlatformServices() {
            @Override
            public <T> Optional<T> find(Class<T> type) {
                return Optional.empty();
            }
        };
    }

    /**
     * Runs to the end of the source, until Ctrl-C, or until nobody takes the output any more.
     *
     * @param warn   told why the source ended early
     * @param failed writes what has been printed so far and tells whether that failed; asked several times a second
     * @return the exit code
     */
    int run(Consumer<String> warn, BooleanSupplier failed) throws InterruptedException {
        interruption.listen();
        try {
            flow.connect();
            if (trace != null) {
                trace.start();
            }
            while (!interruption.asked() && flow.status() != FlowStatus.FINISHED && flow.status() != FlowStatus.CLOSED
                && !failed.getAsBoolean()) {
                flow.awaitFinished(STEP);
            }
            final int status = status(warn);
            flow.close();
            follower.end();
            tellOfChecksums(warn);
            return status;
        } catch (MapiException refused) {
            throw new UserError(plain(refused));
        } finally {
            interruption.done();
        }
    }

    /** Ends before the source does. */
    void stop() {
        interruption.ask();
    }

    private int status(Consumer<String> warn) {
        int status = ExitStatus.OK;
        final MonitorInformation fares = monitor.information();
        final FunctionInformation function = flow.functions().getFirst();
        if (!fares.quarantine().isEmpty()) {
            warn.accept("the output failed: " + fares.quarantine());
            status = FUNCTION_FAILED;
        } else if (function.status() == FunctionStatus.QUARANTINED) {
            warn.accept("the stack failed: " + function.detail());
            status = FUNCTION_FAILED;
        }
        if (trace != null && trace.failure().isPresent()) {
            warn.accept(plain(trace.failure().get()));
            status = SOURCE_FAILED;
        }
        return trace == null && isLost(warn) ? SOURCE_FAILED : status;
    }

    /** Whether the device has ended by itself; says so, and what is known of one that was silent. */
    private boolean isLost(Consumer<String> warn) {
        final int id = flow.information().deviceId();
        final DeviceInformation device = client.devices().stream().filter(one -> one.id() == id).findFirst().orElseThrow();
        if (device.status().equals("failed")) {
            warn.accept("device " + flow.device() + " ended early: " + device.detail());
            return true;
        }
        final String quiet = device.interfaces().stream().map(CaptureInterface::description).filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
        if (device.packets() == 0 && !quiet.isEmpty()) {
            warn.accept("no packets came; " + flow.device() + ": " + quiet);
        }
        return false;
    }

    /** Nothing comes of packets with wrong checksums: where there is nothing else, that is not to be taken for silence. */
    private void tellOfChecksums(Consumer<String> warn) {
        final SourceStatistics counted = follower.information().statistics();
        if (counted.badChecksum() > 0 && counted.monitored() == 0) {
            warn.accept(counted.badChecksum() + " of " + counted.packets() + " packets have wrong checksums, and nothing else "
                + "could be followed; --checksums ignore follows them");
        }
    }

    /** What the stack has done. */
    SourceInformation information() {
        return follower.information();
    }

    @Override
    public void close() {
        client.close();
        engine.close();
        stack.close();
    }
}
