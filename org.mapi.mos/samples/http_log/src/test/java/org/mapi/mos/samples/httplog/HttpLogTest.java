package org.mapi.mos.samples.httplog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.testkit.TcpDialogue.CLIENT;
import static org.mapi.testkit.TcpDialogue.SERVER;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.testkit.TcpDialogue;

/** What is logged of connections that the test makes. */
class HttpLogTest {
    private static final String GET = "GET /%s HTTP/1.1\r\nHost: example\r\n\r\n";

    private final LoggedTraffic log = new LoggedTraffic();

    @AfterEach
    void close() {
        log.close();
    }

    private static String get(String path) {
        return GET.formatted(path);
    }

    private static String answer(int status, String headers, String body) {
        return "HTTP/1.1 " + status + " Fine\r\n" + headers + "\r\n" + body;
    }

    private static String answer(String body) {
        return answer(200, "Content-Length: " + body.length() + "\r\n", body);
    }

    @Test
    void shouldLogARequestAndItsResponse() {
        log.dialogue().open().say(CLIENT, get("a")).say(SERVER, answer("hello")).close(CLIENT);
        assertThat(log.lines).hasSize(2);
        assertThat(log.lines.getFirst()).containsEntry("type", "request").containsEntry("client", "10.0.0.1:40000")
            .containsEntry("server", "192.0.2.1:80").containsEntry("number", 1).containsEntry("method", "GET")
            .containsEntry("uri", "/a").containsEntry("version", "HTTP/1.1").containsEntry("headers", Map.of("host", "example"))
            .containsEntry("body", 0).containsEntry("complete", true).containsEntry("time", "2023-11-14T22:13:20.004Z");
        assertThat(log.lines.getLast()).containsEntry("type", "response").containsEntry("request", 1)
            .containsEntry("status", 200).containsEntry("phrase", "Fine").containsEntry("body", 5)
            .containsEntry("headers", Map.of("content-length", "5"));
    }

    @Test
    void shouldPairResponsesWithPipelinedRequestsOnOneConnection() {
        final TcpDialogue dialogue = log.dialogue().open().say(CLIENT, get("1") + get("2") + get("3"));
        dialogue.say(SERVER, answer("one") + answer("two").substring(0, 20)).say(SERVER, answer("two").substring(20))
            .say(SERVER, answer("")).say(CLIENT, get("4")).say(SERVER, answer(404, "Content-Length: 1\r\n", "x"));
        assertThat(log.of("request", "number", "uri")).containsExactly("1//1", "2//2", "3//3", "4//4");
        assertThat(log.of("response", "number", "request", "status", "body")).containsExactly("1/1/200/3", "2/2/200/3",
            "3/3/200/0", "4/4/404/1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100})
    void shouldCountChunkedBodiesHoweverTheyAreCut(int piece) {
        final String chunked = answer(200, "Transfer-Encoding: chunked\r\n",
            "5\r\nhello\r\n1a;name=value\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nTrailer: x\r\n\r\n") + answer("next");
        final TcpDialogue dialogue = log.dialogue().open().say(CLIENT, get("1") + get("2"));
        for (int at = 0; at < chunked.length(); at += piece) {
            dialogue.say(SERVER, chunked.substring(at, Math.min(chunked.length(), at + piece)));
        }
        assertThat(log.of("response", "request", "body", "complete")).containsExactly("1/31/true", "2/4/true");
    }

    @Test
    void shouldReadBodiesOfRequests() {
        log.dialogue().open().say(CLIENT, "POST / HTTP/1.1\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n")
            .say(SERVER, "HTTP/1.1 100 Continue\r\n\r\n").say(CLIENT, "0123456789" + get("2"))
            .say(SERVER, answer("ok") + answer("ok"));
        assertThat(log.of("request", "method", "body")).containsExactly("POST/10", "GET/0");
        assertThat(log.of("response", "number", "request", "status")).containsExactly("1/1/100", "2/1/200", "3/2/200");
    }

    @Test
    void shouldExpectNoBodyWhereThereIsNone() {
        log.dialogue().open().say(CLIENT, "HEAD / HTTP/1.1\r\n\r\n" + get("2") + get("3") + get("4"))
            .say(SERVER, answer(200, "Content-Length: 1000\r\n", "") + answer(304, "Content-Length: 1000\r\n", "")
                + answer(204, "", "") + answer("end"));
        assertThat(log.of("response", "request", "status", "body", "complete")).containsExactly("1/200/0/true", "2/304/0/true",
            "3/204/0/true", "4/200/3/true");
    }

    @Test
    void shouldReadBodiesThatEndWithTheConnection() {
        log.dialogue().open().say(CLIENT, "GET / HTTP/1.0\r\n\r\n").say(SERVER, "HTTP/1.0 200 OK\r\n\r\nhello\nworld")
            .close(SERVER);
        assertThat(log.of("response", "version", "body", "complete")).containsExactly("HTTP/1.0/11/true");
    }

    @Test
    void shouldLogRequestsWithoutAHead() {
        log.dialogue().open().say(CLIENT, "GET /old\r\n\r\n").say(SERVER, "<html>").close(SERVER);
        log.dialogue().from(CLIENT, "10.0.0.2", 2).open().say(CLIENT, "GET /cut HTTP/1.1\r\nHost: x\r\n").close(CLIENT);
        assertThat(log.of("request", "uri", "version", "complete", "truncated")).containsExactly("/old//true/null",
            "/cut/HTTP/1.1/false/true");
        assertThat(log.of("response")).isEmpty();
    }

    @Test
    void shouldStopWhereAnotherProtocolBegins() {
        log.dialogue().open().say(CLIENT, "CONNECT example:443 HTTP/1.1\r\n\r\n").say(SERVER, answer(200, "", ""))
            .say(CLIENT, get("hidden")).say(SERVER, answer("hidden"));
        log.dialogue().from(CLIENT, "10.0.0.2", 2).open().say(CLIENT, get("socket")).say(SERVER, answer(101, "", "")
            + "\u0081\u0002hi").say(CLIENT, "\u0081\u0002hi");
        log.dialogue().from(CLIENT, "10.0.0.3", 3).open().say(CLIENT, "\u0016\u0003\u0001").say(SERVER, answer("no"));
        log.dialogue().from(CLIENT, "10.0.0.4", 4).open().say(SERVER, "SSH-2.0-x\r\n").say(CLIENT, get("ssh"));
        assertThat(log.of("request", "uri")).containsExactly("example:443", "/socket");
        assertThat(log.of("response", "status")).containsExactly("200", "101");
        assertThat(log.source.information().statistics().applicationFaults()).isZero();
    }

    @Test
    void shouldGoOnAfterAGapInABody() {
        final TcpDialogue dialogue = log.dialogue().open().say(CLIENT, get("1") + get("2"));
        dialogue.say(SERVER, answer(200, "Content-Length: 1000\r\n", "x".repeat(100))).lose(SERVER, 800)
            .say(SERVER, "x".repeat(100) + answer("next")).acknowledge(CLIENT);
        assertThat(log.of("response", "request", "body", "lost", "complete")).containsExactly("1/200/800/false",
            "2/4/null/true");
        assertThat(log.of("gap")).isEmpty();
    }

    @Test
    void shouldLookForTheNextMessageAfterAGapInAHead() {
        final TcpDialogue dialogue = log.dialogue().open().say(CLIENT, get("1"));
        dialogue.lose(SERVER, 60).acknowledge(CLIENT).say(SERVER, "rest of the body, no end of line").acknowledge(CLIENT)
            .say(CLIENT, get("2")).say(SERVER, answer("two")).acknowledge(CLIENT);
        assertThat(log.of("gap", "to", "lost", "unanswered")).containsExactly("client/60/[1]");
        assertThat(log.of("response", "number", "request", "body")).containsExactly("1/2/3");
    }

    @Test
    void shouldNotGuessWhichOfSeveralRequestsIsAnsweredAfterAGap() {
        final TcpDialogue dialogue = log.dialogue().open().say(CLIENT, get("1") + get("2") + get("3"));
        dialogue.lose(SERVER, 60).acknowledge(CLIENT).say(SERVER, answer("a") + answer("b")).acknowledge(CLIENT)
            .say(CLIENT, get("4")).say(SERVER, answer("four")).say(CLIENT, get("5")).say(SERVER, answer("five"));
        assertThat(log.of("gap", "unanswered")).containsExactly("[1, 2, 3]");
        assertThat(log.of("response", "request", "body")).startsWith("null/1", "null/1").endsWith("5/4");
    }

    @Test
    void shouldBeginAtTheNextMessageWhereItWasNotThereFromTheBegin() {
        final TcpDialogue dialogue = log.dialogue().open().lose(CLIENT, 40).acknowledge(SERVER);
        dialogue.say(CLIENT, "rest of a request\r\n" + get("2")).acknowledge(SERVER)
            .say(SERVER, "rest of a body\n" + answer("x"));
        assertThat(log.of("gap", "to", "lost")).containsExactly("server/40");
        assertThat(log.of("request", "uri")).containsExactly("/2");
    }

    @Test
    void shouldReadRetransmittedAndReorderedBytesOnce() {
        final TcpDialogue dialogue = log.dialogue().open();
        final byte[] request = get("1").getBytes(StandardCharsets.ISO_8859_1);
        dialogue.send(CLIENT, 0x10, 10, 0, Arrays.copyOfRange(request, 10, request.length))
            .send(CLIENT, 0x10, 0, 0, Arrays.copyOf(request, 15)).send(CLIENT, 0x10, 0, 0, request);
        assertThat(log.of("request", "uri")).containsExactly("/1");
    }

    @Test
    void shouldKeepLittleOfHeadsWithoutEnd() {
        final TcpDialogue dialogue = log.dialogue().open().say(CLIENT, "GET /" + "a".repeat(20_000));
        dialogue.say(CLIENT, "b".repeat(20_000) + " HTTP/1.1\r\n\r\n");
        for (int i = 0; i < 300; i++) {
            dialogue.say(SERVER, (i == 0 ? "HTTP/1.1 200 OK\r\n" : "") + "X-" + i + ": " + "y".repeat(9000) + "\r\n");
        }
        dialogue.say(SERVER, "Host: late\r\nContent-Length: 0\r\n\r\n").close(SERVER);
        assertThat(log.of("request", "truncated")).containsExactly("true");
        assertThat((String) log.lines.getFirst().get("uri")).hasSize(HttpParser.LONGEST_LINE - 4);
        assertThat(log.of("response", "truncated", "headers")).containsExactly("true/{}");
        assertThat(log.source.information().statistics().applicationFaults()).isZero();
    }

    @Test
    void shouldStandAnyBytes() {
        final Random random = new Random(20_261_121);
        final String[] parts = {get("1"), answer("x"), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "zz\r\n",
            "5\r\n", "\r\n", "HEAD / HTTP/1.1\r\n\r\n", "\n\n\n", "GET", " HTTP/1.1\r\n", ": \r\n ",
            "Content-Length: -1\r\n", "\u0000\u00ff"};
        for (int i = 0; i < 300; i++) {
            final TcpDialogue dialogue = log.dialogue().from(CLIENT, "10.0.1." + i % 250, 1000 + i).open();
            for (int j = 0; j < 30; j++) {
                dialogue.say(random.nextInt(2), parts[random.nextInt(parts.length)]);
                if (random.nextInt(8) == 0) {
                    dialogue.lose(random.nextInt(2), 1 + random.nextInt(100));
                }
            }
            dialogue.reset(random.nextInt(2));
        }
        assertThat(log.lines).isNotEmpty();
        assertThat(log.source.information().statistics().applicationFaults()).isZero();
    }

    @Test
    void shouldWriteLinesToAFile(@TempDir Path folder) throws IOException {
        final Path file = folder.resolve("new").resolve("http.jsonl");
        for (int round = 0; round < 2; round++) {
            try (LineFile lines = new LineFile(file)) {
                lines.accept("{\"round\":" + round + "}");
                assertThat(lines.dropped()).isZero();
            }
        }
        assertThat(Files.readAllLines(file)).isEqualTo(List.of("{\"round\":0}", "{\"round\":1}"));
    }
}
