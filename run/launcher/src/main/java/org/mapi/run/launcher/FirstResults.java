package org.mapi.run.launcher;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shows what the first flow of a fresh appliance has measured - a newcomer sees life at once - and what does not work. */
final class FirstResults {
    /** A flow of somebody's: those that bring packets to the flow-monitoring stack (FOLLOW) have no results to be shown. */
    static final Pattern FLOW = Pattern.compile("(?m)^\\s*([0-9]+)\\s+(\\S+)\\s+ACTIVE\\s+([0-9]+)\\b(?!\\s+FOLLOW\\s)");
    private static final Pattern WAITING = Pattern.compile("(?m)^\\s*-\\s+\\S+\\s+WAITING\\b");
    /** Declared flows are tried when their libraries have come; one that still waits then waits for something else. */
    private static final long LIBRARIES_COME_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String HEALTHY = "ok;";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ControlClient client;

    private FirstResults(ControlClient client) {
        this.client = client;
    }

    /**
     * The first flow that has seen packets, and what is wrong with the appliance if anything is, as text of several lines.
     *
     * @param directory run directory of an appliance that was just started
     * @return empty when all is well, but no flow is configured or none has seen a packet within three seconds
     */
    static Optional<String> of(RunDirectory directory) {
        try (ControlClient client = ControlClient.connect(directory)) {
            final FirstResults first = new FirstResults(client);
            final String results = first.results();
            final String problems = first.problems();
            final String text = results + (results.isEmpty() || problems.isEmpty() ? "" : "\n\n") + problems;
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (UserError e) {
            return Optional.empty();
        }
    }

    private String results() {
        final long start = System.nanoTime();
        final long deadline = start + PATIENCE_NANOS;
        do {
            final String flows = run("mapi:flows");
            final Matcher flow = FLOW.matcher(flows);
            if (flow.find() && Long.parseLong(flow.group(3)) > 0) {
                return "flow " + flow.group(1) + " on device " + flow.group(2) + " measures; so far:\n"
                    + run("mapi:flow " + flow.group(1)).stripTrailing();
            }
            final boolean only = WAITING.matcher(flows).find() && !flow.reset().find();
            if (only && System.nanoTime() - start > LIBRARIES_COME_NANOS) {
                return "";
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        } while (System.nanoTime() < deadline);
        return "";
    }

    /** What does not work although it has had some time: a flow whose library has just come is still being made. */
    private String problems() {
        final long deadline = System.nanoTime() + LIBRARIES_COME_NANOS;
        while (true) {
            final String health = run("mapi:health").stripTrailing();
            if (health.isEmpty() || health.startsWith(HEALTHY)) {
                return "";
            }
            if (System.nanoTime() - deadline > 0) {
                return "health: " + health;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private String run(String command) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        client.gogo(command, out, OutputStream.nullOutputStream());
        return out.toString(StandardCharsets.UTF_8);
    }
}
