package org.mapi.run.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FlowStatus;
import org.mapi.Mapi;
import org.mapi.run.itest.bundles.LibraryJar;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * memif inside the framework: the appliance measures what it sends to itself, from a replayed trace through TO_MEMIF to a memif
 * device, while the driver's bundle is stopped, started and upgraded.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class MemifDriverIT {
    private static final int ROUNDS = Boolean.getBoolean("mapi.long") ? 50 : 2;
    private static final String SOCKET = "@mapi-itest-" + ProcessHandle.current().pid();

    @Inject
    private BundleContext context;
    @Inject
    private Mapi mapi;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private Bundle driver;
    private Flow source;
    private Flow target;
    private Applied<Long> sent;
    private Applied<Long> received;

    /** What is started: a trace in a loop, and a memif device that is declared in mapi.conf. */
    @Configuration
    public Option[] appliance() throws Exception {
        return ApplianceOptions.of(MemifDriverIT.class, "[driver]\ndevice=uplink\ndriver=memif\naddress=" + SOCKET + "/3\n"
            + "role=master\nring_size=4096\n[driver]\ndevice=loop\ndriver=trace\nfile=" + System.getProperty("project.root")
            + "/run/target/appliance/sample/sample.pcap\nloop=true\n");
    }

    /** Starts to send and to measure. */
    @Before
    public void measure() throws Exception {
        driver = Arrays.stream(context.getBundles()).filter(bundle -> "org.mapi.memif.driver".equals(bundle.getSymbolicName()))
            .findFirst().orElseThrow();
        Eventually.await("devices of mapi.conf",
            () -> mapi.devices().stream().anyMatch(device -> device.name().equals("uplink")));
        target = mapi.createFlow("uplink");
        received = target.apply("PKT_COUNTER", Long.class);
        target.connect();
        source = mapi.createFlow("loop");
        sent = source.apply("PKT_COUNTER", Long.class);
        source.apply("TO_MEMIF", "memif:" + SOCKET + "/3?role=slave");
        source.connect();
    }

    /** Ends it. */
    @After
    public void end() {
        source.close();
        target.close();
    }

    private void verifyFlowing() throws InterruptedException {
        final long before = received.read().value();
        Eventually.await("packets arrive", () -> received.read().value() > before + 1_000);
        // Who sends publishes its count when all of a batch is sent.
        final long arrived = received.read().value();
        Eventually.await("not more than were sent", () -> arrived <= sent.read().value());
        assertThat(target.status()).isEqualTo(FlowStatus.ACTIVE);
    }

    @Test
    public void shouldHaveTheLibraryAndTheDriverAtWork() throws Exception {
        assertThat(Arrays.stream(context.getBundles()).filter(bundle -> bundle.getSymbolicName().startsWith("org.mapi.memif"))
            .toList()).hasSize(2).allMatch(bundle -> bundle.getState() == Bundle.ACTIVE);
        verifyFlowing();
        assertThat(mapi.devices()).filteredOn(device -> device.name().equals("uplink")).singleElement().satisfies(device -> {
            assertThat(device.deviceType()).isEqualTo("1.100");
            assertThat(device.interfaces().getFirst().description()).startsWith("up, master, peer \"MAPI\" interface \"mapi/3\"");
        });
    }

    @Test
    public void shouldHaveFlowsWaitWhileTheDriverIsAway() throws Exception {
        verifyFlowing();
        for (int round = 0; round < ROUNDS; round++) {
            driver.stop();
            assertThat(mapi.devices()).filteredOn(device -> device.name().equals("uplink")).extracting("status")
                .containsExactly("waiting for driver");
            assertThat(target.status()).isEqualTo(FlowStatus.SUSPENDED);
            final long before = received.read().value();
            driver.start();
            Eventually.await("flows go on", () -> target.status() == FlowStatus.ACTIVE && source.status() == FlowStatus.ACTIVE);
            verifyFlowing();
            assertThat(received.read().value()).as("the counter goes on").isGreaterThan(before);
        }
    }

    @Test
    public void shouldGoOnWithAnotherVersionOfTheDriver() throws Exception {
        verifyFlowing();
        for (int round = 0; round < ROUNDS; round++) {
            final long before = received.read().value();
            final Path jar = LibraryJar.copyOf(Path.of(URI.create(driver.getLocation())))
                .with("Bundle-Version", "0.1." + (round + 1))
                .write(Path.of(context.getProperty(ApplianceOptions.FOLDER), "memif-driver.jar"));
            try (InputStream in = Files.newInputStream(jar)) {
                driver.update(in);
            }
            final CountDownLatch refreshed = new CountDownLatch(1);
            context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(driver), event -> refreshed.countDown());
            assertThat(refreshed.await(300, TimeUnit.SECONDS)).isTrue();
            verifyFlowing();
            assertThat(received.read().value()).isGreaterThan(before);
        }
    }

    @Test
    public void shouldTellLinkChangesByEventAdmin() throws Exception {
        final Dictionary<String, Object> topics = new Hashtable<>();
        topics.put("event.topics", "org/mapi/memif/*");
        final Class<?> type = driver.loadClass("org.osgi.service.event.EventHandler");
        final Object handler = java.lang.reflect.Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
            (proxy, method, arguments) -> {
                if (method.getName().equals("handleEvent")) {
                    events.add(arguments[0].toString());
                }
                return method.getName().equals("hashCode") ? (Object) 1 : method.getName().equals("equals")
                    ? (Object) (proxy == arguments[0]) : null;
            });
        final var registration = context.registerService(type.getName(), handler, topics);
        try {
            verifyFlowing();
            source.close();
            Eventually.await("down", () -> events.stream().anyMatch(event -> event.contains("org/mapi/memif/LINK/DOWN")));
        } finally {
            registration.unregister();
        }
    }
}
