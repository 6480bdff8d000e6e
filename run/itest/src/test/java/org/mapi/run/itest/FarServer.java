package org.mapi.run.itest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.Executors;

/**
 * A web server for the far side of a wire, run as a process of its own: {@code /LENGTH} is so many bytes, {@code /who} is who
 * asks.
 */
final class FarServer {
    /** Seed of the bytes. */
    static final long SEED = 20_261_121;

    private FarServer() { }

    /** Listens on the ports that are named, until it is killed. */
    public static void main(String[] ports) throws IOException {
        for (String port : ports) {
            final HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(port)), 0);
            server.setExecutor(Executors.newCachedThreadPool());
            server.createContext("/", FarServer::answer);
            server.start();
        }
        System.out.println("listening");
    }

    /** The bytes of a length. */
    static byte[] bytes(int length) {
        final byte[] bytes = new byte[length];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        final String path = exchange.getRequestURI().getPath().substring(1);
        final byte[] body = path.equals("who")
            ? exchange.getRemoteAddress().getAddress().getHostAddress().getBytes(StandardCharsets.US_ASCII)
            : bytes(Integer.parseInt(path));
        exchange.sendResponseHeaders(200, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
