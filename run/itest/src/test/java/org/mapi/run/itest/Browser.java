package org.mapi.run.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Chromium without a window: what a page looks like after its scripts have run for some seconds. */
final class Browser {
    private static final long DEADLINE_S = 600;
    private static final int SCRIPTS_MS = 6_000;
    private static final int LOOKS = 10;

    private final Path program;
    private final Path folder;
    private final String base;

    /**
     * Finds the program; the test is skipped when there is none.
     *
     * @param folder for its profile
     * @param port   port of the web console
     * @param password of the user admin
     */
    Browser(Path folder, int port, String password) {
        final Path found = Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(entry -> Path.of(entry, "chromium"))
            .filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(found != null, "no chromium in PATH: pages cannot be looked at");
        this.program = found;
        this.folder = folder;
        this.base = "http://admin:" + password + "@127.0.0.1:" + port + "/system/console/";
    }

    /**
     * The page's document, as HTML, when there is something in it: scripts may not have had the processor for it at first.
     * Without it when it does not come.
     */
    String document(String page, String text) throws IOException, InterruptedException {
        String document = document(page);
        for (int i = 1; i < LOOKS && !document.contains(text); i++) {
            document = document(page);
        }
        return document;
    }

    private String document(String page) throws IOException, InterruptedException {
        final Path out = Files.createTempFile(folder, "page", ".html");
        final Process process = new ProcessBuilder(program.toString(), "--headless=new", "--no-sandbox", "--disable-gpu",
            "--disable-dev-shm-usage", "--user-data-dir=" + folder.resolve("profile"), "--virtual-time-budget=" + SCRIPTS_MS,
            "--dump-dom", base + page).redirectOutput(out.toFile()).redirectError(Redirect.DISCARD).start();
        try {
            assertThat(process.waitFor(DEADLINE_S, TimeUnit.SECONDS)).as("chromium ends").isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return Files.readString(out);
    }
}
