package org.mapi.examples.driver;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureDriverDefinition;
import org.mapi.capture.DeviceCandidate;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * A capture driver that makes packets: {@code ticker:1000/60} is 1,000 packets of 60 bytes a second.
 *
 * <p>Options: {@code count}, after how many packets the source ends (0, the default: never); {@code realtime}, {@code true} (the
 * default) for a live device whose packets are lost when nobody fetches them in time, {@code false} for one that makes them as
 * fast as they are fetched and loses none.
 */
@Component(service = CaptureDriver.class)
@CaptureDriverDefinition(driver = "ticker", description = "Makes packets at a fixed rate")
public final class TickerDriver implements CaptureDriver {
    private final LongSupplier clock;

    /** A driver on the wall clock. */
    @Activate
    public TickerDriver() {
        this(epochClock());
    }

    /**
     * A driver on another clock, for tests.
     *
     * @param clock nanoseconds since the Unix epoch; never goes back
     */
    TickerDriver(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public CaptureDevice open(DeviceRequest request) {
        request.requireKnown(Set.of("count", "realtime"));
        final int count = request.integer("count", 0, 0, Integer.MAX_VALUE);
        final boolean realtime = request.flag("realtime", true) && request.kind() == DeviceKind.LIVE;
        return new TickerDevice(TickerAddress.parse(request), count, realtime, clock);
    }

    /** Nothing is opened really, so that this tells whether it would be. */
    @Override
    public void check(DeviceRequest request) {
        open(request).close();
    }

    @Override
    public List<DeviceCandidate> candidates() {
        return List.of(new DeviceCandidate("1000/60", "1,000 packets of 60 bytes a second", true));
    }

    /** The wall clock when it is made, the monotonic clock from then on. */
    private static LongSupplier epochClock() {
        final Instant now = Clock.systemUTC().instant();
        final long base = now.getEpochSecond() * TickerDevice.SECOND_NS + now.getNano() - System.nanoTime();
        return () -> base + System.nanoTime();
    }
}
