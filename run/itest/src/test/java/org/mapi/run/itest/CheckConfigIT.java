package org.mapi.run.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.run.itest.MapiCommand.Outcome;

/** {@code check-config} with the libraries of the appliance. */
class CheckConfigIT {
    private static final String DEVICE = """
        libs=stdflib
        [driver]
        device=sample
        driver=trace
        file=${mapi.home}/sample/sample.pcap
        """;

    @TempDir
    private Path folder;
    private Path etc;
    private MapiCommand mapi;

    @BeforeEach
    void prepare() throws IOException {
        etc = MapiCommand.copyOfEtc(folder.resolve("etc"));
        mapi = new MapiCommand(folder.resolve("var"), etc);
    }

    @AfterEach
    void cleanUp() throws IOException {
        mapi.cleanUp();
    }

    private Outcome check(String flow) throws Exception {
        Files.writeString(etc.resolve("mapi.conf"), DEVICE + flow);
        return mapi.run("check-config");
    }

    @Test
    void shouldFindGoodFunctionsGoodAndMakeNoFiles() throws Exception {
        final Outcome outcome = check("""
            [flow]
            name=good
            device=sample
            function=BPF_FILTER("tcp port 80")
            function=gap=GAP
            function=STATS(gap, "1")
            function=TO_FILE(MFF_PCAP, "%s")
            [flow]
            name=of-another-link-type
            device=wlan0
            function=BPF_FILTER("wlan type mgt")
            """.formatted(folder.resolve("out.pcap")));
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.out().lines()).allMatch(line -> line.startsWith("ok "));
        assertThat(folder.resolve("out.pcap")).doesNotExist();
    }

    @Test
    void shouldTellWhatFunctionsOfDeclaredFlowsObjectTo() throws Exception {
        final Outcome outcome = check("""
            [flow]
            name=bad
            device=sample
            function=size=PKTINFO(8)
            function=STATS(size)
            function=PKT_CONTER
            function=BPF_FILTER("tcp prot 80")
            function=SAMPLE("a", PERIODIC)
            """);
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.out().lines().filter(line -> !line.startsWith("ok "))).satisfiesExactly(
            line -> assertThat(line).isEqualTo(
                "error  flows: flow bad: size=PKTINFO(8): argument 1 (type) is 8, expected PKT_TS (0) or PKT_SIZE (1)"),
            line -> assertThat(line).startsWith("error  flows: flow bad: PKT_CONTER: ").endsWith("similar: PKT_COUNTER"),
            line -> assertThat(line).startsWith("error  flows: flow bad: BPF_FILTER(\"tcp prot 80\"): filter ")
                .contains("syntax error"),
            line -> assertThat(line).startsWith("error  flows: flow bad: SAMPLE(\"a\", PERIODIC): ")
                .contains("argument 1 (value) is \"a\", "));
    }
}
