package org.mapi.console.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.mapi.FlowStatus;
import org.mapi.FunctionStatus;
import org.mapi.MapiException;
import org.mapi.capture.DeviceStatistics;
import org.mapi.console.fake.FakeMapi;

class ListCommandsTest {
    private static final String HOSTILE = "\"},\n{\u001b[31m<script>'";
    private static final boolean JSON_FORM = true;
    private static final boolean TEXT = false;

    private final FakeMapi mapi = new FakeMapi();
    private final ListCommands commands = new ListCommands(mapi);

    private void catalogue() {
        mapi.library("stdflib");
        mapi.function("PKT_COUNTER", "Counts packets", "java.lang.Long", "");
        mapi.function("STATS", "Statistics of another function's values", "org.mapi.result.Statistics", "",
            "flow:r:flow of the source", "source:f:where values come from", "mode:s=0:0 all, 1 without the first");
        mapi.library("mylib");
        mapi.function("PORT_FILTER", "Lets one port through", "java.lang.Void", "", "port:i:which");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(String json) throws IOException {
        return (List<Map<String, Object>>) (List<?>) JSON.std.listFrom(json);
    }

    @Test
    void shouldSayWhatToDoWhenThereIsNothing() {
        assertThat(commands.devices(TEXT)).startsWith("no devices: configure one");
        assertThat(commands.libraries(TEXT)).startsWith("no function libraries");
        assertThat(commands.functions(TEXT, false, "")).startsWith("no functions: drop a library");
        assertThat(commands.flows(TEXT, false)).isEqualTo("no flows");
    }

    @Test
    void shouldListFunctionsAsTheyAreWritten() {
        catalogue();

        assertThat(commands.functions(TEXT, false, "").lines()).containsExactly(
            "FUNCTION                             DESCRIPTION",
            "stdflib:PKT_COUNTER                  Counts packets",
            "stdflib:STATS(flow, source, [mode])  Statistics of another function's values",
            "mylib:PORT_FILTER(port)              Lets one port through");
    }

    @Test
    void shouldFindFunctionsByLibraryNameAndDescription() throws IOException {
        catalogue();

        assertThat(commands.functions(TEXT, false, "mylib").lines()).hasSize(2).last().asString().startsWith("mylib:PORT_FILTER");
        assertThat(commands.functions(TEXT, false, "", "pkt").lines()).hasSize(2).last().asString().contains("PKT_COUNTER");
        assertThat(commands.functions(TEXT, false, "", "another", "function").lines()).hasSize(2).last().asString()
            .contains("STATS");
        assertThat(commands.functions(TEXT, false, "stdflib", "port")).isEqualTo("no function has \"port\" in it");
        assertThat(list(commands.functions(JSON_FORM, false, "mylib"))).hasSize(1);
        assertThat(list(commands.functions(JSON_FORM, false, "", "nothing like it"))).isEmpty();
    }

    @Test
    void shouldNameTheLibrariesWhenOneIsUnknown() {
        catalogue();

        assertThatThrownBy(() -> commands.functions(TEXT, false, "nolib"))
            .hasMessage("no library nolib, there are stdflib, mylib");
    }

    @Test
    void shouldTellWhatArgumentsMean() {
        catalogue();

        assertThat(commands.functions(TEXT, true, "", "stats")).isEqualTo("""
            stdflib:STATS(flow, source, [mode])
                Statistics of another function's values
                flow    flow: flow of the source
                source  function: where values come from
                mode    text, 0 when left out: 0 all, 1 without the first
                on the command line and in mapi.conf flow and source are one: the name of a function before it
                result: Statistics; bundle bundle.stdflib 1.2.3""");
        assertThat(commands.functions(TEXT, true, "mylib")).contains("result: none; lets only some packets through");
    }

    @Test
    void shouldSayWhyAFunctionIsRejected() {
        mapi.library("stdflib");
        mapi.function("COUNT", "Counts", "java.lang.Long", "wrong result type");

        assertThat(commands.functions(TEXT, false, "")).contains("rejected: wrong result type");
    }

    @Test
    void shouldListFlowsWithTheirFunctionsAndFindThem() throws IOException {
        catalogue();
        final int first = mapi.flow("sample", FlowStatus.ACTIVE, "");
        mapi.apply(first, "PKT_COUNTER", FunctionStatus.INITIALIZED, "", 0, 42L);
        mapi.apply(first, "STATS", FunctionStatus.INITIALIZED, "", 0, Map.of("count", 3L), "1", "2@1", "1");
        mapi.flow("eth0", FlowStatus.SUSPENDED, "driver is gone");

        assertThat(commands.flows(TEXT, false).lines()).hasSize(3).anyMatch(line -> line.contains("PKT_COUNTER, STATS"))
            .anyMatch(line -> line.endsWith("driver is gone"));
        assertThat(commands.flows(TEXT, false, "eth0").lines()).hasSize(2);
        assertThat(commands.flows(TEXT, false, "stats").lines()).hasSize(2);
        assertThat(commands.flows(TEXT, true, "sample")).startsWith("flow 1 on sample, ACTIVE, 500 packets, owner owner\nID ")
            .contains("  #2, \"1\"  ", "count=3");
        final List<Map<String, Object>> views = list(commands.flows(JSON_FORM, false));
        assertThat(views).extracting(view -> view.get("status")).containsExactly("ACTIVE", "SUSPENDED");
        assertThat(views.get(0)).extractingByKey("functions").asInstanceOf(InstanceOfAssertFactories.LIST)
            .first().hasFieldOrPropertyWithValue("result", 42);
    }

    @Test
    void shouldShowFunctionsOfADeclaredFlowAsTheyAreWritten() throws IOException {
        final int flow = mapi.flow("sample", FlowStatus.ACTIVE, "");
        mapi.apply(flow, "GAP", FunctionStatus.INITIALIZED, "", 0, 7L);
        mapi.apply(flow, "ADDED", FunctionStatus.INITIALIZED, "", 0, null);
        mapi.apply(flow, "STATS", FunctionStatus.INITIALIZED, "", 0, Map.of("count", 3L), "1", "1@1", "1");
        mapi.declare("first-look", "sample", flow, "", "gap = stdflib:GAP", "STATS!1(gap, \"1\")");

        assertThat(commands.flow(TEXT, "1").lines().toList()).satisfiesExactly(
            head -> assertThat(head).matches("ID  FUNCTION +ARGUMENTS +STATUS +SEEN +PASSED +MISSED +RESULT +DETAIL"),
            gap -> assertThat(gap).startsWith(" 1  gap=stdflib:GAP  ").contains("  INITIALIZED  "),
            added -> assertThat(added).startsWith(" 2  stdflib:ADDED  "),
            stats -> assertThat(stats).startsWith(" 3  stdflib:STATS    gap, \"1\"   INITIALIZED  "));
        assertThat(list(commands.flows(JSON_FORM, false)).get(0)).extractingByKey("functions")
            .asInstanceOf(InstanceOfAssertFactories.LIST).extracting("call")
            .containsExactly("gap = stdflib:GAP", "ADDED", "STATS!1(gap, \"1\")");
    }

    @Test
    void shouldShowADeclaredFunctionAsItIsWrittenWhenItHasGoneBeforeItsSource() {
        final int flow = mapi.flow("sample", FlowStatus.ACTIVE, "");
        mapi.apply(flow, "PKTINFO", FunctionStatus.INITIALIZED, "", 0, 7L, "1");
        mapi.apply(flow, "STATS", FunctionStatus.INITIALIZED, "", 0, Map.of("count", 3L), "1", "1@1", "5s");
        mapi.reorder(flow);
        mapi.declare("periodic", "sample", flow, "", "p=PKTINFO(PKT_SIZE)", "STATS(p, \"5s\")");

        assertThat(commands.flow(TEXT, "1").lines().skip(1)).satisfiesExactly(
            stats -> assertThat(stats).startsWith(" 2  stdflib:STATS      p, \"5s\" "),
            size -> assertThat(size).startsWith(" 1  p=stdflib:PKTINFO  PKT_SIZE "));
    }

    @Test
    void shouldShowAReferenceToAnotherFlow() {
        catalogue();
        mapi.apply(mapi.flow("sample", FlowStatus.ACTIVE, ""), "STATS", FunctionStatus.INITIALIZED, "", 0, null, "7", "2@7", "");

        assertThat(commands.flow(TEXT, "1")).contains("  #2@7, \"\"  ");
    }

    @Test
    void shouldCountWhatFunctionsEmitWhereOneDoes() {
        final int flow = mapi.flow("sample", FlowStatus.ACTIVE, "");
        mapi.apply(flow, "PKT_COUNTER", FunctionStatus.INITIALIZED, "", 0, 42L);
        mapi.apply(flow, "COOKING", FunctionStatus.INITIALIZED, "", 0, null);
        assertThat(commands.flow(TEXT, "1")).doesNotContain("EMITTED");

        mapi.emit(flow, 12_345);
        assertThat(commands.flow(TEXT, "1").lines()).satisfiesExactly(
            head -> assertThat(head).containsSubsequence("SEEN", "PASSED", "EMITTED", "MISSED"),
            counter -> assertThat(counter).matches(".* 500 +500 +0 +0  42 *"),
            cooking -> assertThat(cooking).matches(".* 500 +500 +12345 +0 *"));
    }

    @Test
    void shouldListFlowsThatWaitWithTheReason() throws IOException {
        mapi.declare("tutorial", "sample", 0, "no library tutlib", "tutlib:PKT_COUNTER", "gap=tutlib:GAP");
        mapi.declare("made", "sample", 1, "", "PKT_COUNTER");

        assertThat(commands.flows(TEXT, false).lines()).hasSize(2).last().asString()
            .matches("-  +sample  WAITING +tutlib:PKT_COUNTER, gap=tutlib:GAP  configuration  tutorial: no library tutlib");
        assertThat(commands.flows(TEXT, true)).isEqualTo("declared flow tutorial on sample, WAITING: no library tutlib");
        assertThat(commands.flows(TEXT, false, "tutlib:gap").lines()).hasSize(2);
        assertThat(commands.flows(TEXT, false, "else")).startsWith("no flow has");
        assertThat(list(commands.flows(JSON_FORM, false))).singleElement().satisfies(flow -> assertThat(flow)
            .containsEntry("id", 0).containsEntry("status", "WAITING").containsEntry("detail", "no library tutlib")
            .containsEntry("declared", List.of("tutlib:PKT_COUNTER", "gap=tutlib:GAP")).containsEntry("functions", List.of()));
    }

    @Test
    void shouldCallADeclaredFlowByItsName() throws IOException {
        final int made = mapi.flow("sample", FlowStatus.ACTIVE, "");
        mapi.flow("sample", FlowStatus.ACTIVE, "");
        mapi.apply(made, "GAP", FunctionStatus.QUARANTINED, "it threw", 0, null);
        mapi.declare("first-look", "sample", made, "", "gap=GAP");

        assertThat(commands.flows(TEXT, false).lines()).hasSize(3).anyMatch(line -> line.endsWith("  first-look"));
        assertThat(commands.flows(TEXT, true, "first")).startsWith("flow 1 (first-look) on sample, ACTIVE");
        assertThat(commands.health(TEXT)).contains("flow 1 (first-look) on sample, function 1");
        assertThat(list(commands.flows(JSON_FORM, false))).satisfiesExactly(
            flow -> assertThat(flow).containsEntry("id", 1).containsEntry("name", "first-look")
                .containsEntry("origin", "mapi.conf").containsEntry("declared", List.of("gap=GAP")),
            flow -> assertThat(flow).containsEntry("id", 2).doesNotContainKey("name"));
    }

    @Test
    void shouldShowThatAnArgumentIsEmpty() {
        mapi.apply(mapi.flow("sample", FlowStatus.ACTIVE, ""), "TO_MEMIF", FunctionStatus.INITIALIZED, "", 0, null, "right", "");

        assertThat(commands.flow(TEXT, "1")).contains("  right, \"\"  ");
    }

    @Test
    void shouldShowCountersAndValuesOfTheSameMoment() {
        final int flow = mapi.flow("sample", FlowStatus.ACTIVE, "");
        mapi.apply(flow, "PKT_COUNTER", FunctionStatus.INITIALIZED, "", 0, 7L);
        mapi.packetsArrive(3);

        assertThat(commands.flow(TEXT, "1").lines().toList().get(1)).matches(".*INITIALIZED +([0-9]+) +[0-9]+ +0 +\\1 *");
    }

    @Test
    void shouldLeaveOutAFlowThatIsClosedMeanwhile() throws IOException {
        mapi.closeUnseen(mapi.flow("sample", FlowStatus.ACTIVE, ""));

        assertThat(list(commands.flows(JSON_FORM, false))).isEmpty();
        assertThat(commands.flows(TEXT, true)).isEqualTo("no flows");
    }

    @Test
    void shouldShowOneFlowAndRefuseWhatIsNone() {
        mapi.apply(mapi.flow("sample", FlowStatus.ACTIVE, ""), "GAP", FunctionStatus.QUARANTINED, "it threw", 5, null);

        assertThat(commands.flow(TEXT, "1")).contains("stdflib:GAP", "QUARANTINED", "it threw");
        assertThatThrownBy(() -> commands.flow(TEXT, "9")).isInstanceOf(MapiException.class).hasMessageContaining("flow 9");
        assertThatThrownBy(() -> commands.flow(TEXT, "x\n"))
            .hasMessage("flow \"x?\", expected a flow's number as mapi:flows shows it");
    }

    @Test
    void shouldNotLetNamesSteerTheTerminalOrBreakTheJson() throws IOException {
        mapi.device(HOSTILE);
        final int flow = mapi.flow(HOSTILE, FlowStatus.ACTIVE, HOSTILE);
        mapi.apply(flow, "STR_SEARCH", FunctionStatus.INITIALIZED, HOSTILE, 0, Map.of(HOSTILE, HOSTILE), HOSTILE);
        mapi.device("d", "failed", HOSTILE, DeviceStatistics.NONE, 0);

        for (String text : List.of(commands.devices(TEXT), commands.flows(TEXT, false), commands.flow(TEXT, "1"),
            commands.flows(TEXT, true), commands.health(TEXT))) {
            assertThat(text).doesNotContain("\u001b").contains("\"},?{?[31m<script>'");
        }
        assertThat(commands.flows(TEXT, false).lines()).hasSize(2);
        assertThat(commands.health(TEXT).lines()).hasSize(3);
        assertThat(list(commands.devices(JSON_FORM)).get(0)).containsEntry("name", HOSTILE);
        assertThat(list(commands.flows(JSON_FORM, false)).get(0)).containsEntry("device", HOSTILE);
        assertThat(JSON.std.mapFrom(commands.health(JSON_FORM))).containsEntry("state", "error").containsEntry("devices", 2);
    }

    @Test
    void shouldStayReadableWithAThousandFlows() {
        for (int i = 0; i < 1_000; i++) {
            mapi.apply(mapi.flow("device" + i, FlowStatus.ACTIVE, ""), "PKT_COUNTER", FunctionStatus.INITIALIZED, "", 0, 1L);
        }

        assertThat(commands.flows(TEXT, false).lines()).hasSize(1_001).allMatch(line -> line.length() < 80);
        assertThat(commands.flows(TEXT, false, "device999").lines()).hasSize(2);
    }

    @Test
    void shouldTellThatTheEngineHasEnded() {
        mapi.close();

        assertThatThrownBy(() -> commands.flows(TEXT, false)).isInstanceOf(MapiException.class);
        assertThatThrownBy(() -> commands.health(TEXT)).isInstanceOf(MapiException.class);
    }

    @Test
    void shouldTellHowACommandIsWrittenWhenItsArgumentsAreWrong() {
        catalogue();
        assertThatThrownBy(() -> commands.flow(TEXT)).hasMessage(
            "an argument is missing, usage: mapi:flow [--json] NUMBER, the number as mapi:flows shows it");
        assertThatThrownBy(() -> commands.flow(TEXT, "1", "2")).hasMessageStartingWith("\"2\" is too much, usage: mapi:flow ");
        assertThatThrownBy(() -> commands.flow(TEXT, "1", "-x")).hasMessageStartingWith("unknown option -x, usage: mapi:flow ");
        assertThatThrownBy(() -> commands.health(TEXT, "all")).hasMessage("\"all\" is too much, usage: mapi:health [--json]");
        assertThatThrownBy(() -> commands.devices(TEXT, "-q")).hasMessageStartingWith("unknown option -q, usage: mapi:devices ");
        assertThatThrownBy(() -> commands.libraries(TEXT, "-q")).hasMessageContaining("usage: mapi:libraries ");
        assertThatThrownBy(() -> commands.functions(TEXT, false, "", "-\u001b[31m"))
            .hasMessageContaining("usage: mapi:functions ").message().doesNotContain("\u001b");
        assertThatThrownBy(() -> commands.flows(TEXT, false, "--foo", "--", "x")).hasMessageContaining("usage: mapi:flows ");
        assertThat(commands.functions(TEXT, false, "", "--", "-q", "--")).isEqualTo("no function has \"-q --\" in it");
        assertThat(commands.functions(TEXT, false, "", "-")).isEqualTo("no function has \"-\" in it");
    }
}
