package org.mapi.examples.reader;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.mapi.Mapi;
import org.mapi.MapiException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link TrafficReader} as a component: writes a line to the log at regular times. It works as soon as it is configured (page
 * <i>Configuration</i> of the web console, factory "Traffic report"), once per configuration.
 *
 * <p>Components come up in any order: the driver or the library that the flow needs may still be missing when this one is
 * activated. So the flow is made by the timer, which tries again until it works.
 */
@Component(service = { }, immediate = true, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TrafficReporter.Settings.class, factory = true)
public final class TrafficReporter {
    private static final Logger LOG = LoggerFactory.getLogger(TrafficReporter.class);

    /** What to report, and how often. */
    @ObjectClassDefinition(name = "Traffic report", description = "Writes packets, bytes and gaps of a device to the log")
    @interface Settings {
        /** The device. */
        @AttributeDefinition(name = "Device", description = "Name of a device, or driver:address")
        String device() default "sample";

        /** Seconds between two lines. */
        @AttributeDefinition(name = "Period (s)", description = "Seconds between two lines", min = "1")
        int period_s() default 10;
    }

    private final Mapi mapi;
    private final String device;
    private final ScheduledExecutorService timer;
    private TrafficReader reader;
    private String complaint = "";

    /** Called by Declarative Services. */
    @Activate
    public TrafficReporter(@Reference Mapi mapi, Settings settings) {
        this.mapi = mapi;
        this.device = settings.device();
        timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("traffic-report").factory());
        timer.scheduleWithFixedDelay(this::report, 0, Math.max(1, settings.period_s()), TimeUnit.SECONDS);
    }

    private void report() {
        try {
            if (reader == null) {
                reader = new TrafficReader(mapi, device);
            }
            LOG.info("{}: {}", device, reader.read().line());
            complaint = "";
        } catch (MapiException e) {
            // Said once, not every few seconds.
            if (!e.line().equals(complaint)) {
                complaint = e.line();
                LOG.warn("{}: {}", device, complaint);
            }
        }
    }

    /** Called by Declarative Services; flows of a bundle that forgets this are closed when the bundle stops. */
    @Deactivate
    void stop() throws InterruptedException {
        timer.shutdown();
        timer.awaitTermination(1, TimeUnit.SECONDS);
        if (reader != null) {
            reader.close();
        }
    }
}
