package org.mapi.stdflib.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.stdflib.track.Conversation.bytes;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.mapi.function.Function;
import org.mapi.testkit.FunctionHarness;

/** Beginnings of connections that come in pieces. */
class SegmentsTest {
    private static final Map<Supplier<Function>, byte[]> BEGINNINGS = Map.of(
        TrackTls::new, ContentSamples.clientHello(), TrackSsh::new, bytes("SSH-2.0-x\r\n"), TrackTorrent::new,
        bytes("\u0013BitTorrent protocol"), TrackGnutella::new, bytes("GNUTELLA CONNECT/0.6"), TrackDc::new,
        bytes("$MyNick someone|"), TrackEdonkey::new, ContentSamples.edonkey(0xe3, 1, 40), TrackIrc::new,
        bytes(":server.example PRIVMSG #a :b"), TrackDns::new, ContentSamples.prefixed(ContentSamples.query("www.example.org")));

    @Test
    void shouldRecogniseBeginningsWhateverSegmentsTheyComeIn() {
        final Random random = new Random(3);
        BEGINNINGS.forEach((function, beginning) -> {
            for (int round = 0; round < 200; round++) {
                final FunctionHarness harness = new FunctionHarness().start(function.get());
                final Conversation talk = new Conversation(harness, "192.0.2.1", 40_000, "192.0.2.2", 7777);
                talk.syn();
                talk.synAck();
                boolean passed = false;
                for (int at = 0; at < beginning.length;) {
                    final int end = Math.min(beginning.length, at + 1 + random.nextInt(8));
                    passed |= talk.client(Arrays.copyOfRange(beginning, at, end));
                    if (random.nextInt(4) == 0) {
                        talk.lost(at - end);
                        passed |= talk.client(Arrays.copyOfRange(beginning, at, end));   // sent again
                    }
                    at = end;
                }
                assertThat(passed).as(function.get().getClass().getSimpleName()).isTrue();
                assertThat(harness.result(TrackedConnections.class).unfollowed()).isZero();
            }
        });
    }

    @Test
    void shouldGiveUpABeginningWhenASegmentIsMissing() {
        BEGINNINGS.forEach((function, beginning) -> {
            final FunctionHarness harness = new FunctionHarness().start(function.get());
            final Conversation talk = new Conversation(harness, "192.0.2.1", 40_000, "192.0.2.2", 7777);
            assertThat(talk.client(Arrays.copyOf(beginning, 3))).isFalse();
            talk.lost(1);
            assertThat(talk.client(Arrays.copyOfRange(beginning, 4, beginning.length))).isFalse();
            assertThat(harness.result(TrackedConnections.class).unfollowed()).isEqualTo(1);
            assertThat(talk.client(beginning)).as("whole afterwards").isTrue();
        });
    }

    @Test
    void shouldJudgeAPacketByItselfWhenItDoesNotContinueTheBeginning() {
        final Conversation talk = new Conversation(new FunctionHarness().start(new TrackTls()), "192.0.2.1", 1, "192.0.2.2", 2);
        assertThat(talk.client(new byte[] {22})).isFalse();
        assertThat(talk.client(ContentSamples.clientHello())).isTrue();
    }

    @Test
    void shouldCountBeginningsThatThereWasNoRoomFor() {
        final FunctionHarness harness = new FunctionHarness().start(new TrackSsh());
        for (int i = 0; i < Beginnings.MOST + 10; i++) {
            new Conversation(harness, "192.0.2.1", 1000 + i, "192.0.2.2", 22).client("SS");
        }
        assertThat(harness.result(TrackedConnections.class).unfollowed()).isEqualTo(10);
    }
}
