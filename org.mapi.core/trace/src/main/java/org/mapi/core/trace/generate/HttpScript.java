package org.mapi.core.trace.generate;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** A browser or a program and a web server: one to several requests on a connection, answered with text or downloads. */
final class HttpScript implements TcpScript {
    private static final String[] AGENTS = {
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
        "curl/8.5.0", "python-requests/2.32.3"};
    private static final String[] PATHS = {"/", "/index.html", "/articles/", "/images/", "/search?q=",
        "/api/v1/items/", "/static/"};
    private static final String[] STATUS = {"200 OK", "200 OK", "200 OK", "200 OK", "200 OK",
        "404 Not Found", "301 Moved Permanently"};
    private static final int BLANK_BODY = 0;

    private final GeneratorRandom random;
    private final Content content;
    private final String host;
    private final String agent;
    private int requests;
    private boolean request;
    private byte[] head;
    private int bodyStart;
    private int bodyLength;
    private boolean binary;

    HttpScript(GeneratorRandom random, Content content, Peers peers) {
        this.random = random;
        this.content = content;
        host = peers.serverName();
        agent = AGENTS[random.below(AGENTS.length)];
        requests = (int) random.skewed(1, 9);
    }

    @Override
    public boolean advance() {
        if (request) {
            request = false;
            answer();
            return true;
        }
        if (requests-- == 0) {
            return false;
        }
        request = true;
        ask();
        return true;
    }

    private void ask() {
        boolean post = random.perMille(120);
        bodyLength = post ? random.between(20, 900) : BLANK_BODY;
        bodyStart = random.below(Content.STARTS);
        binary = false;
        String path = PATHS[random.below(PATHS.length)];
        String target = path.endsWith("/") || path.endsWith("=") ? path + random.below(10_000) : path;
        String text = (post ? "POST " : "GET ") + target + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: " + agent
            + "\r\nAccept: */*\r\nAccept-Language: en\r\n"
            + (random.perMille(500) ? "Cookie: session=" + Long.toHexString(random.nextLong()) + "\r\n" : "")
            + (post ? "Content-Type: text/plain\r\nContent-Length: " + bodyLength + "\r\n" : "")
            + "Connection: keep-alive\r\n\r\n";
        head = text.getBytes(StandardCharsets.US_ASCII);
    }

    private void answer() {
        int kind = random.below(1000);
        bodyLength = (int) (kind < 600 ? random.skewed(60, 3_000) : kind < 940 ? random.skewed(1_000, 20_000)
            : random.skewed(10_000, Content.LONGEST_BODY));
        bodyStart = random.below(Content.STARTS);
        binary = random.perMille(300);
        String text = "HTTP/1.1 " + STATUS[random.below(STATUS.length)] + "\r\nServer: sample/1.0\r\nContent-Type: "
            + (binary ? "application/octet-stream" : "text/plain; charset=us-ascii") + "\r\nContent-Length: " + bodyLength
            + "\r\nCache-Control: max-age=" + random.between(0, 3600) + "\r\nETag: \"" + Long.toHexString(random.nextLong())
            + "\"\r\nConnection: keep-alive\r\n\r\n";
        head = text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public boolean fromClient() {
        return request;
    }

    @Override
    public byte[] head() {
        return head;
    }

    @Override
    public MemorySegment body() {
        return binary ? content.noise() : content.text();
    }

    @Override
    public int bodyStart() {
        return bodyStart;
    }

    @Override
    public int bodyLength() {
        return bodyLength;
    }

    @Override
    public long thinkTime() {
        return request ? random.skewed(50 * Conversation.MICROSECOND, 3 * Conversation.SECOND)
            : random.skewed(300 * Conversation.MICROSECOND, 120 * Conversation.MILLISECOND);
    }

    @Override
    public int port() {
        return 80;
    }
}
