package org.mapi.console.webconsole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.FlowStatus;
import org.mapi.FunctionStatus;
import org.mapi.console.fake.FakeMapi;

class MapiPageTest {
    private static final String HOSTILE = "</script><img src=x onerror=alert(1)>\"},{\u0000\u2028'";

    private final FakeMapi mapi = new FakeMapi();
    private final DevicesPage devices = new DevicesPage(mapi);
    private final FlowsPage flows = new FlowsPage(mapi);
    private final FunctionsPage functions = new FunctionsPage(mapi);
    private final HealthPage health = new HealthPage(mapi);

    private Stream<MapiPage> pages() {
        return Stream.of(devices, flows, functions, health);
    }

    @Test
    void shouldAnswerJsonThatNobodyKeepsOrTakesForSomethingElse() throws Exception {
        for (MapiPage page : pages().toList()) {
            final Exchange answer = Exchange.get(page, "/any.json");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.contentType()).isEqualTo("application/json;charset=UTF-8");
            assertThat(answer.header("Cache-Control")).contains("no-store");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
        assertThat(Exchange.get(devices, "/mapi-devices.json").list()).isEmpty();
        assertThat(Exchange.get(health, "/mapi-health.json").object()).containsEntry("state", "ok")
            .containsEntry("problems", List.of());
    }

    @Test
    void shouldShowDevicesAndFlowsWithTheirValues() throws Exception {
        mapi.device("sample");
        mapi.apply(mapi.flow("sample", FlowStatus.ACTIVE, ""), "STATS", FunctionStatus.INITIALIZED, "", 0,
            Map.of("count", 3L), "1", "2@1");

        assertThat(Exchange.get(devices, "/mapi-devices.json").list()).singleElement().satisfies(device ->
            assertThat(device).containsEntry("name", "sample").containsEntry("packets", 1_000).containsKey("statistics"));
        assertThat(Exchange.get(flows, "/mapi-flows.json").list()).singleElement().satisfies(flow ->
            assertThat(flow).containsEntry("status", "ACTIVE").containsEntry("packets", 500));
        assertThat(Exchange.get(flows, "/mapi-flows.json").body()).contains("\"result\":{\"count\":3}",
            "\"call\":\"STATS(1, 2@1)\"");
    }

    @Test
    void shouldShowFunctionsByLibraryAsTheyAreWritten() throws Exception {
        mapi.library("stdflib");
        mapi.function("STATS", "Statistics", "org.mapi.result.Statistics", "", "flow:r:flow", "mode:s=0:0 or 1");
        mapi.library("mylib");
        mapi.function("PORT_FILTER", "Lets one port through", "java.lang.Void", "", "port:i:which");

        assertThat(Exchange.get(functions, "/f.json").list()).extracting(library -> library.get("library"))
            .containsExactly("stdflib", "mylib");
        assertThat(Exchange.get(functions, "/f.json").body()).contains("\"signature\":\"STATS(flow, [mode])\"");
        assertThat(Exchange.get(functions, "/f.json", "search", "PORT").list()).extracting(library -> library.get("library"))
            .containsExactly("mylib");
    }

    @Test
    void shouldKeepHostileNamesWithinTheirTexts() throws Exception {
        mapi.device(HOSTILE);
        mapi.apply(mapi.flow(HOSTILE, FlowStatus.SUSPENDED, HOSTILE), "STR_SEARCH", FunctionStatus.INITIALIZED, HOSTILE, 0,
            Map.of(HOSTILE, HOSTILE), HOSTILE);

        assertThat(Exchange.get(devices, "/d.json").list().get(0)).containsEntry("name", HOSTILE);
        assertThat(Exchange.get(flows, "/f.json").list().get(0)).containsEntry("device", HOSTILE);
        assertThat(Exchange.get(health, "/h.json").body()).contains("onerror").doesNotContain("\u0000");
        for (MapiPage page : pages().toList()) {
            assertThat(Exchange.get(page, "/x.json", "search", HOSTILE).status()).isEqualTo(200);
        }
    }

    @Test
    void shouldHandOutBigListsInParts() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            mapi.apply(mapi.flow("device" + i, FlowStatus.ACTIVE, ""), "PKT_COUNTER", FunctionStatus.INITIALIZED, "", 0, 1L);
        }

        final Exchange part = Exchange.get(flows, "/f.json", "offset", "900", "limit", "50");
        assertThat(part.list()).hasSize(50).first().extracting(flow -> flow.get("device")).isEqualTo("device900");
        assertThat(part.header("X-Total-Count")).isEqualTo("1000");
        assertThat(Exchange.get(flows, "/f.json", "offset", "990", "limit", "50").list()).hasSize(10);
        assertThat(Exchange.get(flows, "/f.json", "offset", "1000").list()).isEmpty();
        assertThat(Exchange.get(flows, "/f.json").list()).hasSize(1_000);
        final Exchange found = Exchange.get(flows, "/f.json", "search", "Device99", "limit", "3");
        assertThat(found.list()).hasSize(3);
        assertThat(found.header("X-Total-Count")).isEqualTo("11");
    }

    @ParameterizedTest
    @CsvSource({"offset,-1", "offset,x", "limit,0", "limit,99999999999", "limit,1e3"})
    void shouldSayWhatIsWrongWithAParameter(String name, String value) throws Exception {
        final Exchange answer = Exchange.get(flows, "/f.json", name, value);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.object()).containsEntry("error", "BAD_REQUEST");
        assertThat(answer.object().get("message")).asString().startsWith(name + " is \"" + value + "\", expected a number from ");
    }

    @Test
    void shouldShowDeclaredFlowsThatWaitFirst() throws Exception {
        mapi.flow("sample", FlowStatus.ACTIVE, "");
        mapi.declare("tutorial", HOSTILE, 0, "no library tutlib", "tutlib:PKT_COUNTER");

        assertThat(Exchange.get(flows, "/f.json").list()).extracting(flow -> flow.get("status"), flow -> flow.get("detail"))
            .containsExactly(tuple("WAITING", "no library tutlib"), tuple("ACTIVE", ""));
        assertThat(Exchange.get(flows, "/f.json", "search", "tutorial").header("X-Total-Count")).isEqualTo("1");
    }

    @Test
    void shouldLeaveOutAFlowThatIsClosedMeanwhile() throws Exception {
        mapi.flow("a", FlowStatus.ACTIVE, "");
        mapi.closeUnseen(mapi.flow("b", FlowStatus.ACTIVE, ""));

        assertThat(Exchange.get(flows, "/f.json").list()).extracting(flow -> flow.get("device")).containsExactly("a");
        assertThat(Exchange.get(flows, "/f.json", "search", "pkt").list()).isEmpty();
    }

    @Test
    void shouldAnswerUnavailableWhenTheEngineHasEnded() throws Exception {
        mapi.close();

        for (MapiPage page : pages().toList()) {
            final Exchange answer = Exchange.get(page, "/any.json");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.object()).containsEntry("error", "MAPI_SHUTTING_DOWN")
                .containsEntry("message", "the engine has ended")
                .containsKey("number");
        }
    }

    @Test
    void shouldGiveOutItsScriptsAndStylesOnly() throws IOException {
        for (String name : List.of("mapi.js", "mapi.css", "devices.js", "flows.js", "functions.js", "health.js")) {
            assertThat(devices.getResource("/mapi-devices/res/" + name)).as(name).isNotNull();
        }
        for (String path : List.of("/mapi-devices/res/page.html", "/mapi-devices/res/../MapiPage.class", "/other/res/mapi.js",
            "/mapi-devices/res/", "/mapi-devices/META-INF/MANIFEST.MF", "/mapi-devices/res/nothing.js")) {
            assertThat(devices.getResource(path)).as(path).isNull();
        }
    }

    @Test
    void shouldFrameEachPageWithItsOwnScript() throws Exception {
        for (String label : List.of(DevicesPage.LABEL, FlowsPage.LABEL, FunctionsPage.LABEL, HealthPage.LABEL)) {
            final String script = label.substring("mapi-".length()) + ".js";
            assertThat(devices.getResource("/mapi-devices/res/" + script)).as(script).isNotNull();
        }
    }

    /** Names from outside are data: nothing that would read them as HTML. */
    @ParameterizedTest
    @ValueSource(strings = {"mapi", "devices", "flows", "functions", "health"})
    void shouldNeverReadTextAsMarkup(String script) throws IOException {
        try (InputStream in = MapiPage.class.getResourceAsStream("/res/" + script + ".js")) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "DOMParser");
        }
    }
}
