package org.mapi.run.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.List;
import org.mapi.Applied;
import org.mapi.DeviceInformation;
import org.mapi.Flow;
import org.mapi.FunctionInformation;
import org.mapi.FunctionStatus;
import org.mapi.Mapi;
import org.mapi.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A flow of the tutorial's functions on a device that replays the sample trace at full speed for ever. */
final class Measurement {
    /** Statistics of gaps as the tutorial's library publishes them, by field name. */
    record Gaps(long count, double sum, double sum2, double max, double min) { }

    private final Gate gate = new Gate();
    private final ServiceRegistration<Function> registration;
    private final ReplayDevice device;
    private final Flow flow;
    private final Applied<Long> counter;
    private final Applied<Gaps> gaps;
    private final Applied<Long> time;
    private long before;

    /** Starts to measure; the library must be there. */
    Measurement(BundleContext context, Mapi mapi) throws Exception {
        registration = context.registerService(Function.class, gate, Gate.properties());
        device = new ReplayDevice(context, mapi, "replay");
        flow = mapi.createFlow(device.name());
        flow.apply("gatelib:GATE");
        counter = flow.apply("tutlib:PKT_COUNTER", Long.class);
        gaps = flow.apply("tutlib:STATS", Gaps.class, flow.apply("tutlib:GAP"), "1");
        time = flow.apply("tutlib:PKTINFO", Long.class, 0);
        flow.connect();
        awaitPackets();
    }

    Flow flow() {
        return flow;
    }

    /** The tutorial's functions as applied. */
    List<FunctionInformation> functions() {
        return flow.functions().stream().filter(function -> function.library().equals("tutlib")).toList();
    }

    DeviceInformation device() {
        return device.information();
    }

    /** Packets that functions of the library have missed. */
    long missed() {
        return functions().stream().mapToLong(FunctionInformation::missed).sum();
    }

    /** Waits until all functions of the library are of a version and at work. */
    void awaitVersion(String version) throws InterruptedException {
        Eventually.await("functions of tutlib " + version, () -> functions().stream().allMatch(function ->
            function.bundleVersion().equals(version) && function.status() == FunctionStatus.INITIALIZED));
    }

    /** Waits until further packets have come. */
    void awaitPackets() throws InterruptedException {
        final long now = gate.packets();
        Eventually.await("packets", () -> gate.packets() > now + 1_000);
    }

    /**
     * Has the device stand still for a moment and compares all counters, to the packet.
     *
     * @param offset what this version of the library adds to the time of packets
     */
    void verify(long offset) throws InterruptedException {
        awaitPackets();
        gate.shut(true);
        Eventually.await("device stands still", () -> device().status().equals("waiting for reader"));
        final long packets = gate.packets();
        assertThat(packets).as("packets go on").isGreaterThan(before);
        before = packets;
        assertThat(device().packets()).as("packets of the device").isEqualTo(packets);
        verifyFunctions(packets);
        assertThat(time.read().value()).as("time of the last packet").isEqualTo(gate.last() + offset);
        gate.shut(false);
    }

    /**
     * Nothing is left of a library or driver that was replaced. The device stands still meanwhile: a thread inside compiled code
     * keeps the classes alive that the compiler has seen there, used or not.
     */
    void verifyGone(WeakReference<ClassLoader> loader) throws InterruptedException {
        awaitPackets();
        gate.shut(true);
        Eventually.await("device stands still", () -> device().status().equals("waiting for reader"));
        Eventually.collected("class loader of what was replaced", loader);
        gate.shut(false);
    }

    private void verifyFunctions(long packets) {
        long given = packets;
        for (FunctionInformation function : functions()) {
            assertThat(function.seen()).as("seen by " + function).isEqualTo(given);
            assertThat(function.passed() + function.missed()).as("processed + missed by " + function).isEqualTo(given);
            given = function.passed();
        }
        assertThat(counter.read().value()).isEqualTo(counter.information().passed());
        final Gaps read = gaps.read().value();
        assertThat(read.count()).as("gaps").isEqualTo(gaps.information().passed() - 1);
        if (gaps.information().missed() == 0) {
            // Functions may come back one after the other; when STATS was there all the time, no gap is missing.
            assertThat(read.sum()).as("sum of all gaps").isEqualTo((double) (gate.last() - gate.first()));
        }
    }

    /** Ends it. */
    void close() throws Exception {
        gate.shut(false);
        flow.close();
        device.delete();
        registration.unregister();
    }
}
