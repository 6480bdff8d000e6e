package org.mapi.run.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mapi.DeviceInformation;
import org.mapi.FlowInformation;
import org.mapi.FunctionInformation;
import org.mapi.Mapi;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** Devices, flows and folders that configuration declares: by mapi.conf, by Configuration Admin, by both. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ConfigurationIT {
    private static final String CONF = """
        libs=stdflib
        libpath=${mapi.run.dir}/more
        [driver]
        device=sample
        driver=trace
        file=${mapi.home}/sample/sample.pcap
        loop=true
        speed=capture
        description=from the file
        [flow]
        name=first
        device=sample
        function=PKT_COUNTER
        """;

    @Inject
    private BundleContext context;
    @Inject
    private Mapi mapi;
    @Inject
    private ConfigurationAdmin admin;

    /** What is started. */
    @Configuration
    public Option[] appliance() throws Exception {
        return ApplianceOptions.of(ConfigurationIT.class, CONF);
    }

    /** Starts each test from the same file. */
    @Before
    public void writeFile() throws Exception {
        edit(CONF);
        Eventually.await("the flow of the file alone", () -> {
            final List<Map<String, Object>> declared = declared();
            return declared.size() == 1 && declared.get(0).get("mapi.flow.name").equals("first")
                && declared.get(0).get("mapi.flow.state").equals("RUNNING") && mapi.flows().size() == 1;
        });
    }

    private void edit(String text) throws Exception {
        final Path file = Path.of(context.getProperty("mapi.etc.dir"), "mapi.conf");
        final Path next = Files.writeString(file.resolveSibling("mapi.conf.next"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Declared flows as their services show them. */
    private List<Map<String, Object>> declared() throws Exception {
        final ServiceReference<?>[] references = context.getAllServiceReferences(FlowInformation.class.getName(), null);
        return references == null ? List.of() : Arrays.stream(references)
            .map(reference -> FrameworkUtil.asMap(reference.getProperties())).toList();
    }

    private Map<String, Object> declared(String name) throws Exception {
        return declared().stream().filter(flow -> flow.get("mapi.flow.name").equals(name)).findFirst().orElse(Map.of());
    }

    private DeviceInformation device(String name) {
        return mapi.devices().stream().filter(device -> device.name().equals(name)).findFirst().orElse(null);
    }

    private org.osgi.service.cm.Configuration declare(String factory, Map<String, Object> values) throws Exception {
        final Dictionary<String, Object> properties = new Hashtable<>(values);
        final org.osgi.service.cm.Configuration configuration = admin.createFactoryConfiguration(factory, "?");
        configuration.update(properties);
        return configuration;
    }

    @Test
    public void shouldTakeEditsOfTheFileWhileItRuns() throws Exception {
        final int former = mapi.flows().get(0).id();
        edit(CONF.replace("function=PKT_COUNTER", "function=BYTE_COUNTER") + """
            [driver]
            device=second
            driver=trace
            file=${mapi.home}/sample/sample.pcap
            loop=true
            [flow]
            name=more
            device=second
            function=gap=GAP
            function=STATS(gap, "1")
            """);
        Eventually.await("the second flow", () -> "RUNNING".equals(declared("more").get("mapi.flow.state")));
        Eventually.await("the first flow anew", () -> functions("first").equals(List.of("BYTE_COUNTER")));
        assertThat(functions("more")).containsExactly("GAP", "STATS");
        assertThat(mapi.flows()).hasSize(2).extracting(FlowInformation::id).doesNotContain(former);
        assertThat(mapi.flows()).extracting(FlowInformation::owner).containsOnly("configuration");
    }

    private List<String> functions(String flow) throws Exception {
        final int id = (Integer) declared(flow).getOrDefault("mapi.flow.id", 0);
        return id == 0 ? List.of() : mapi.functions(id).stream().map(FunctionInformation::function).toList();
    }

    @Test
    public void shouldKeepWhatIsThereWhenTheFileIsWrong() throws Exception {
        final int flow = mapi.flows().get(0).id();
        edit(CONF.replace("device=sample\ndriver", "device=renamed\ndriver").replace("PKT_COUNTER", "PKT_COUNTER("));
        Eventually.await("the log says so", () -> log().contains("is wrong, what was configured before stays"));
        assertThat(mapi.flows()).extracting(FlowInformation::id).containsExactly(flow);
        assertThat(device("sample").flows()).isEqualTo(1);
        assertThat(mapi.configurationErrors()).singleElement().asString().contains("mapi.conf:", ": error: ", "PKT_COUNTER(");
        edit(CONF);
        Eventually.await("nothing is wrong any more", () -> mapi.configurationErrors().isEmpty());
    }

    private String log() throws Exception {
        return Files.readString(Path.of(context.getProperty(ApplianceOptions.FOLDER), "logs/mapi.log"));
    }

    @Test
    public void shouldLetConfigurationAdminWinKeyByKey() throws Exception {
        final org.osgi.service.cm.Configuration configuration = declare("org.mapi.device",
            Map.of("device", "sample", "description", "from the console", "options", new String[] {"speed=full"}));
        Eventually.await("description", () -> device("sample").description().equals("from the console"));
        Eventually.await("the flow goes on, at full speed", () -> device("sample").packets() > 1_000_000);
        assertThat(device("sample").driver()).isEqualTo("trace");
        Eventually.await("the log says so", () -> log().contains("device sample: [description, speed] of "
            + configuration.getPid() + " win over what was configured before"));
        configuration.delete();
        Eventually.await("description of the file", () -> device("sample").description().equals("from the file"));
        Eventually.await("the flow goes on", () -> "RUNNING".equals(declared("first").get("mapi.flow.state")));
    }

    @Test
    public void shouldLetAFlowOfConfigurationAdminWin() throws Exception {
        final org.osgi.service.cm.Configuration configuration = declare("org.mapi.flow", Map.of("name", "first",
            "device", "sample", "functions", new String[] {"BPF_FILTER(\"tcp\")", "BYTE_COUNTER"}));
        Eventually.await("the console's flow", () -> functions("first").equals(List.of("BPF_FILTER", "BYTE_COUNTER")));
        assertThat(mapi.flows()).hasSize(1);
        configuration.delete();
        Eventually.await("the file's flow", () -> functions("first").equals(List.of("PKT_COUNTER")));
    }

    @Test
    public void shouldMakeAFlowWhenItsLibraryIsDroppedIntoAFolderOfTheFile() throws Exception {
        edit(CONF + """
            [flow]
            name=later
            device=sample
            function=tutlib:PKT_COUNTER
            function=tutlib:GAP
            """);
        Eventually.await("it waits", () -> "WAITING".equals(declared("later").get("mapi.flow.state"))
            && declared("later").get("mapi.flow.detail").toString().contains("tutlib:"));
        final TutlibVersions versions = new TutlibVersions(context);
        final Path jar = versions.next().write(Path.of(context.getProperty("mapi.run.dir"), "more/tutlib.jar"));
        Eventually.await("it runs", () -> functions("later").equals(List.of("PKT_COUNTER", "GAP")));
        final int id = (Integer) declared("later").get("mapi.flow.id");
        Eventually.await("packets", () -> mapi.functions(id).get(1).passed() > 0);
        Files.delete(jar);
        Eventually.await("library is gone", () -> mapi.libraries().stream().noneMatch(each -> each.library().equals("tutlib")));
    }
}
