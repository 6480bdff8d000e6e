package org.mapi.run.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.run.itest.MapiCommand.Outcome;

/** The pages of the web console in a browser: many flows, and a device with a name that wants to be more than text. */
class PagesIT {
    private static final int FLOWS = 130;
    private static final String HOSTILE = "<img src=x onerror=\"document.title='taken'\"></script>'}]";

    @TempDir
    private static Path folder;
    private static MapiCommand mapi;
    private static WebConsole console;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        final Path etc = MapiCommand.copyOfEtc(folder.resolve("etc"));
        final StringBuilder conf = new StringBuilder("[driver]\ndevice=calm\ndriver=trace\nfile=${mapi.home}/sample/sample.pcap\n"
            + "loop=true\nspeed=capture\ndescription=" + HOSTILE + "\n");
        for (int i = 1; i <= FLOWS; i++) {
            conf.append("[flow]\nname=flow").append(i).append("\ndevice=calm\nfunction=PKT_COUNTER\n");
        }
        Files.writeString(etc.resolve("mapi.conf"), conf.append("function=gap=GAP\nfunction=STATS(gap, \"1\")\n"));
        mapi = new MapiCommand(folder.resolve("var"), etc);
        final Outcome start = mapi.run("start");
        assertThat(start.status()).as(start.toString()).isZero();
        console = new WebConsole(mapi.port(), start.password());
        browser = new Browser(folder, mapi.port(), start.password());
        MapiCommand.await("all flows run", () -> flows().size() == FLOWS);
    }

    @AfterAll
    static void stop() throws Exception {
        mapi.run("stop");
        mapi.cleanUp();
    }

    private static List<Map<String, Object>> flows() {
        try {
            return console.list("mapi-flows.json");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static long count(String document, String what) {
        return Pattern.compile(what).matcher(document).results().count();
    }

    @Test
    void shouldShowManyFlowsAHundredAtATimeWithLiveValues() throws Exception {
        final String first = browser.document("mapi-flows", " per second");
        assertThat(first).contains(FLOWS + " flows", "1–100 of 130", "healthy", "stdflib:PKT_COUNTER", " per second");
        assertThat(count(first, "<section>")).isEqualTo(100);
        final String second = browser.document("mapi-flows?offset=100", "101–130 of 130");
        assertThat(second).contains("101–130 of 130", "<dt>count</dt>", "gap=stdflib:GAP", ">gap, \"1\"<", "mapi-table");
        assertThat(mapi.run("list", "flows", "stats", "--details").out()).contains("gap=stdflib:GAP ", " gap, \"1\" ");
        assertThat(count(second, "<section>")).isEqualTo(30);
        assertThat(browser.document("mapi-flows?search=stats", "1 flow")).contains("1 flow with “stats”");
        assertThat(browser.document("mapi-flows?search=nothing-like-it", "Nothing found.")).contains("Nothing found.");
    }

    @Test
    void shouldShowNamesAsText() throws Exception {
        final String devices = browser.document("mapi-devices", "1 device");
        assertThat(devices).contains("1 device", "&lt;img src=x onerror=").doesNotContain("<img src=\"x\"", "<img src=x",
            "<title>taken");
        assertThat(console.list("mapi-devices.json").get(0)).containsEntry("description", HOSTILE);
        assertThat(mapi.run("list", "devices").out()).contains(HOSTILE);
    }

    @Test
    void shouldShowHealth() throws Exception {
        assertThat(browser.document("mapi-health", "everything works")).contains("everything works and nothing was lost");
        assertThat(mapi.run("status").out()).contains("health   ok; 1 device, " + FLOWS + " flows, ");
    }

    @Test
    void shouldShowTheSameTextOfFunctionsEverywhere() throws Exception {
        final List<String> shown = new ArrayList<>();
        for (Map<String, Object> library : console.list("mapi-functions.json")) {
            for (Object function : (List<?>) library.get("functions")) {
                final Map<?, ?> view = (Map<?, ?>) function;
                shown.add(library.get("library") + ":" + view.get("signature") + " " + view.get("description"));
            }
        }
        assertThat(shown).hasSizeGreaterThan(9);
        for (Outcome listing : List.of(mapi.run("list", "functions"), mapi.run("console", "mapi:functions"))) {
            assertThat(listing.out().lines().skip(1).map(line -> line.replaceFirst(" {2,}", " ")))
                .containsExactlyElementsOf(shown);
        }
        final String page = browser.document("mapi-functions", "<summary>STATS");
        assertThat(page).contains("<summary>STATS(flow, source, [mode])</summary>", "<code>PKT_COUNTER</code>");
    }
}
