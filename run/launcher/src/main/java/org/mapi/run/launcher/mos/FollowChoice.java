package org.mapi.run.launcher.mos;

import java.time.Duration;
import org.mapi.function.TimeText;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.SourceOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How flows are followed, where that is to be chosen. */
final class FollowChoice {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--checksums", paramLabel = "POLICY", defaultValue = "AUTO",
        description = "verify, ignore or auto (default: auto): packets with wrong checksums are not monitored.")
    private ChecksumPolicy checksums;

    @Option(names = "--mid-stream", description = "Pick connections up whose beginning is not in the trace.")
    private boolean midStream;

    @Option(names = "--idle-timeout", paramLabel = "DURATION", defaultValue = "30s",
        description = "Forget flows after such a time without a packet, by the packets' clock (default: 30s).")
    private String idleTimeout;

    /** What was chosen. */
    SourceOptions options() {
        return SourceOptions.DEFAULT.withChecksums(checksums).withMidStream(midStream)
            .withTimeouts(time("--idle-timeout", idleTimeout, spec, 1_000_000), SourceOptions.DEFAULT.timeWait());
    }

    /**
     * Reads a time.
     *
     * @param least nanoseconds
     * @throws ParameterException naming the option, its value and what was expected
     */
    static Duration time(String option, String text, CommandSpec spec, long least) {
        try {
            final long nanos = TimeText.parse(text);
            if (TimeText.hasUnit(text) && nanos >= least) {
                return Duration.ofNanos(nanos);
            }
        } catch (IllegalArgumentException e) {
            // the one message below says it
        }
        throw new ParameterException(spec.commandLine(), option + " is \"" + text
            + "\", expected a time with a unit and above 0, for instance 500ms, 1s or 1m");
    }
}
