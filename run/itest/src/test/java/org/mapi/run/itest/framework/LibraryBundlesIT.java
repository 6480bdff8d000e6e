package org.mapi.run.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mapi.FunctionInformation;
import org.mapi.FunctionStatus;
import org.mapi.Mapi;
import org.mapi.run.itest.bundles.LibraryJar;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * Each function library of the appliance is upgraded, downgraded, taken out and brought back while a device replays at full speed
 * through flows of all its functions.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class LibraryBundlesIT {
    /** Library and symbolic name of its bundle; a new library of the appliance is a line here. */
    private static final List<List<String>> LIBRARIES = List.of(
        List.of("stdflib", "org.mapi.stdflib.std"),
        List.of("extraflib", "org.mapi.stdflib.extra"),
        List.of("anonflib", "org.mapi.stdflib.anon"),
        List.of("trackflib", "org.mapi.stdflib.track"),
        List.of("ipfixflib", "org.mapi.stdflib.ipfix"),
        List.of("mos", "org.mapi.mos.functions"));
    private static final int GRACE_MS = 60_000;
    private static final String NEWER = "99.0.0";

    @Inject
    private BundleContext context;
    @Inject
    private Mapi mapi;
    private ReplayDevice device;

    /** What is started. */
    @Configuration
    public Option[] appliance() throws Exception {
        return ApplianceOptions.of(LibraryBundlesIT.class, "", "replacement.grace.ms=L\"" + GRACE_MS + "\"");
    }

    /** Starts a device. */
    @Before
    public void replay() throws Exception {
        device = new ReplayDevice(context, mapi, "replay");
    }

    /** Ends it. */
    @After
    public void end() throws IOException {
        device.delete();
    }

    private Bundle bundle(String symbolicName) {
        return Arrays.stream(context.getBundles()).filter(one -> symbolicName.equals(one.getSymbolicName())).findFirst()
            .orElseThrow();
    }

    private Path newer(String symbolicName) throws IOException {
        try (Stream<Path> jars = Files.list(Path.of(context.getProperty("mapi.home"), "bundle"))) {
            final Path jar = jars.filter(one -> symbolicName.equals(LibraryJar.header(one, "Bundle-SymbolicName"))).findFirst()
                .orElseThrow();
            return LibraryJar.copyOf(jar).with("Bundle-Version", NEWER)
                .write(Path.of(context.getProperty("mapi.load.dir")).resolve(symbolicName + ".jar"));
        }
    }

    private static void awaitVersion(LibraryFlows flows, String version) throws InterruptedException {
        Eventually.await(flows + " of version " + version, () -> flows.functions().size() >= flows.size()
            && flows.functions().stream().allMatch(one -> one.bundleVersion().equals(version)
                && one.status() == FunctionStatus.INITIALIZED));
    }

    private static void verify(LibraryFlows flows) {
        assertThat(flows.functions()).allSatisfy(one -> {
            assertThat(one.detail()).as(one.function()).doesNotContain("quarantine");
            assertThat(one.passed() + one.missed()).as(one.function()).isLessThanOrEqualTo(one.seen());
        });
        assertThat(flows.functions().getFirst().seen()).isPositive();
    }

    @Test
    public void shouldMissNothingWhenALibraryIsUpgradedAndDowngraded() throws Exception {
        for (List<String> library : LIBRARIES) {
            final LibraryFlows flows = new LibraryFlows(context, mapi, library.get(0), device.name());
            final String version = bundle(library.get(1)).getVersion().toString();
            awaitVersion(flows, version);
            device.awaitPackets();
            final Path dropped = newer(library.get(1));
            awaitVersion(flows, NEWER);
            device.awaitPackets();
            verify(flows);
            Files.delete(dropped);
            awaitVersion(flows, version);
            device.awaitPackets();
            verify(flows);
            assertThat(flows.functions()).extracting(FunctionInformation::missed).as(library.toString()).containsOnly(0L);
            flows.close();
        }
    }

    @Test
    public void shouldGoOnWhenALibraryComesBack() throws Exception {
        for (List<String> library : LIBRARIES) {
            final LibraryFlows flows = new LibraryFlows(context, mapi, library.get(0), device.name());
            final Bundle bundle = bundle(library.get(1));
            awaitVersion(flows, bundle.getVersion().toString());
            bundle.stop(Bundle.STOP_TRANSIENT);
            Eventually.await("functions of " + flows + " are held", () -> flows.functions().stream().noneMatch(one ->
                one.status() == FunctionStatus.INITIALIZED));
            assertThat(LibraryFlows.references(context, library.get(0))).isEmpty();
            bundle.start(Bundle.START_TRANSIENT);
            awaitVersion(flows, bundle.getVersion().toString());
            device.awaitPackets();
            verify(flows);
            flows.close();
        }
    }
}
