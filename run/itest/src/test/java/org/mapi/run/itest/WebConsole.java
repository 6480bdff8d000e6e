package org.mapi.run.itest;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The web console of an appliance, as a program uses it. */
final class WebConsole {
    private static final String BOUNDARY = "----------------------------4d617069";

    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;
    private final String login;

    WebConsole(int port, String password) {
        base = "http://127.0.0.1:" + port + "/system/console/";
        login = "Basic " + Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.header("Authorization", login).build(), BodyHandlers.ofString());
    }

    /** Gets a page. */
    HttpResponse<String> get(String page) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(base + page)));
    }

    /** Gets a list of objects. */
    List<Map<String, Object>> list(String page) throws IOException, InterruptedException {
        final HttpResponse<String> response = get(page);
        if (response.statusCode() != 200) {
            throw new IOException(page + ": " + response.statusCode() + " " + response.body());
        }
        return objects(response.body());
    }

    /** Reads a list of objects. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> objects(String json) throws IOException {
        return (List<Map<String, Object>>) (List<?>) JSON.std.listFrom(json);
    }

    /** Uploads a bundle as the form of the console does: installs it or updates the one of its name, and refreshes. */
    int upload(Path jar) throws IOException, InterruptedException {
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Map.Entry<String, String> field : Map.of("action", "install", "bundlestart", "start", "bundlestartlevel", "230",
                "refreshPackages", "true").entrySet()) {
            write(body, "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + field.getKey() + "\"\r\n\r\n"
                + field.getValue() + "\r\n");
        }
        write(body, "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"bundlefile\"; filename=\"" + jar.getFileName()
            + "\"\r\nContent-Type: application/java-archive\r\n\r\n");
        body.write(Files.readAllBytes(jar));
        write(body, "\r\n--" + BOUNDARY + "--\r\n");
        return post("bundles", "multipart/form-data; boundary=" + BOUNDARY, BodyPublishers.ofByteArray(body.toByteArray()));
    }

    /** Posts a form. */
    int post(String page, String form) throws IOException, InterruptedException {
        return post(page, "application/x-www-form-urlencoded", BodyPublishers.ofString(form));
    }

    private int post(String page, String type, BodyPublisher body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(base + page)).header("Content-Type", type)
            .header("Referer", base + page).POST(body)).statusCode();
    }

    private static void write(ByteArrayOutputStream body, String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
