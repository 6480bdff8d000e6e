package org.mapi.run.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FlowInformation;
import org.mapi.FlowStatus;
import org.mapi.Mapi;
import org.mapi.OfflineDevice;
import org.mapi.result.Statistics;
import org.mapi.run.itest.bundles.LibraryJar;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** The appliance's bundles together, and its service as a bundle uses it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FrameworkIT {
    private static final long SAMPLE_PACKETS = 30_000;

    @Inject
    private BundleContext context;
    @Inject
    private Mapi mapi;

    /** What is started. */
    @Configuration
    public Option[] appliance() throws Exception {
        return ApplianceOptions.of(FrameworkIT.class, "");
    }

    private Path sample() {
        return Path.of(context.getProperty("mapi.home"), "sample/sample.pcap");
    }

    @Test
    public void shouldHaveAllBundlesActive() {
        final List<String> wrong = new ArrayList<>();
        final List<String> names = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            names.add(bundle.getSymbolicName());
            final boolean lazy = bundle.getState() == Bundle.STARTING
                && bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY) != null;
            final boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
            if (bundle.getState() != Bundle.ACTIVE && !lazy && !fragment) {
                wrong.add(bundle + " " + bundle.getState());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(names).contains("org.mapi.core.engine", "org.mapi.core.trace", "org.mapi.core.pcap", "org.mapi.stdflib.std",
            "org.mapi.console.webconsole", "org.mapi.console.shell", "org.apache.felix.fileinstall");
    }

    @Test
    public void shouldMeasureATraceForABundle() throws Exception {
        try (OfflineDevice device = mapi.createOfflineDevice(sample(), null); Flow flow = mapi.createFlow(device.name())) {
            final Applied<Long> packets = flow.apply("PKT_COUNTER", Long.class);
            final Applied<Object> gap = flow.apply("GAP");
            final Applied<Statistics> statistics = flow.apply("STATS", Statistics.class, gap, "1");
            flow.apply("BPF_FILTER", "tcp");
            final Applied<Long> tcp = flow.apply("PKT_COUNTER", Long.class);
            flow.connect();
            device.start();
            assertThat(flow.awaitFinished(Duration.ofSeconds(300))).isTrue();
            assertThat(packets.read().value()).isEqualTo(SAMPLE_PACKETS);
            assertThat(statistics.read().value().count()).isEqualTo(SAMPLE_PACKETS - 1);
            assertThat(tcp.read().value()).isBetween(1L, SAMPLE_PACKETS - 1);
            assertThat(flow.functions()).allSatisfy(function -> assertThat(function.missed()).isZero());
            assertThat(flow.information().owner()).isEqualTo(context.getBundle().getSymbolicName());
        }
        assertThat(mapi.flows()).isEmpty();
    }

    @Test
    public void shouldCloseTheFlowsOfABundleThatStops() throws Exception {
        final Path jar = LibraryJar.named("org.mapi.test.client")
            .with("Import-Package", "org.osgi.framework,org.mapi,org.mapi.capture")
            .with("Bundle-Activator", ClientActivator.class.getName()).with(ClientActivator.class)
            .write(Path.of(context.getProperty(ApplianceOptions.FOLDER), "client.jar"));
        final Bundle client = context.installBundle(jar.toUri().toString());
        client.start();
        try (Flow own = mapi.createFlow("trace:" + sample())) {
            own.apply("PKT_COUNTER");
            own.connect();
            assertThat(mapi.flows()).extracting(FlowInformation::owner).contains("org.mapi.test.client");
            client.stop();
            assertThat(mapi.flows()).extracting(FlowInformation::id).containsExactly(own.id());
            assertThat(own.status()).isNotEqualTo(FlowStatus.CLOSED);
        } finally {
            client.uninstall();
        }
        assertThat(mapi.flows()).isEmpty();
    }
}
