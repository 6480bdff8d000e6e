package org.mapi.core.engine.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.memory.ResultMemory;
import org.mapi.core.engine.support.MemoryDevice;

@Timeout(600)
class AgentTeamTest {
    @TempDir
    private Path directory;

    /** Throws what no agent expects. */
    private static final class Deadly implements AgentEvents {
        final CountDownLatch died = new CountDownLatch(1);
        final AtomicReference<String> reason = new AtomicReference<>();

        @Override
        public void finished(DeviceAgent agent) {
            // nothing to do
        }

        @Override
        public void quarantined(DeviceAgent agent, Station station) {
            // nothing to do
        }

        @Override
        public void suspended(DeviceAgent agent) {
            // nothing to do
        }

        @Override
        public void failed(DeviceAgent agent, String why) {
            throw new Unspeakable();
        }

        @Override
        public void died(DeviceAgent agent, String why) {
            reason.set(why);
            died.countDown();
        }
    }

    /** Does not even let itself be written to the log. */
    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new AssertionError("no text");
        }
    }

    @Test
    void shouldSayThatAnAgentDiedAndStillServeCommandsAndEnd() throws IOException, InterruptedException {
        final Deadly events = new Deadly();
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        try (ResultMemory memory = ResultMemory.open(directory.resolve("results"))) {
            final AgentTeam team = new AgentTeam("x", device, DeviceKind.LIVE, List.of(memory.createFile("x", 0, List.of())),
                events);
            team.start();
            team.polling(true);
            device.fail(new IllegalStateException("cable cut"));
            assertThat(events.died.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(events.reason.get()).contains("agent ended").contains("Unspeakable");
            assertThat(team.finished()).isTrue();
            assertThat(team.execute(agent -> { }).completeOnTimeout(null, 60, TimeUnit.SECONDS)).succeedsWithin(
                Duration.ofSeconds(60));
            assertThat(team.stop(Duration.ofSeconds(60))).isTrue();
        }
    }
}
