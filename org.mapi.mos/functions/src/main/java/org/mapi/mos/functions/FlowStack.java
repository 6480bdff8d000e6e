package org.mapi.mos.functions;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.SourceStatistics;
import org.mapi.packet.Packet;

/**
 * One run of the flow-monitoring stack for all functions of a flow. The first function of the flow feeds it; those behind it see
 * the same packet, or not, and ask what it has raised. Joined and left off the packet path, fed on the agent's thread.
 */
final class FlowStack {
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final long MEMORY = 64L << 20;

    private final PacketFollower follower;
    private final List<MosEventInstance> users = new CopyOnWriteArrayList<>();
    private volatile MosEventInstance leader;
    private long round;
    private boolean ended;

    FlowStack(PacketFollower follower) {
        this.follower = follower;
    }

    /** How connections are followed: one that is silent for five minutes is forgotten. */
    static SourceOptions options(MosEvent.Key how) {
        return SourceOptions.DEFAULT.withMidStream(how.pickup()).withChecksums(how.checksums()).withTimeouts(IDLE, Duration.ZERO)
            .withLimits(how.connections(), MEMORY);
    }

    void add(MosEventInstance instance) {
        users.add(instance);
        appoint();
    }

    /** Whether it was the last one. */
    boolean remove(MosEventInstance instance) {
        users.remove(instance);
        appoint();
        return users.isEmpty();
    }

    private void appoint() {
        leader = users.stream().min(Comparator.comparingInt(MosEventInstance::position)).orElse(null);
    }

    MonitorHandle monitor(MonitorOptions options, MonitorApplication application) {
        return follower.monitor(options, application);
    }

    /** Number of the packet at hand among those that were followed, 1 and up; callbacks remember it. */
    long round() {
        return round;
    }

    /** Follows a packet, unless a function before has done so. */
    void process(MosEventInstance instance, Packet packet) {
        if (instance == leader) {
            round++;
            follower.process(packet);
        }
    }

    /** Lets the clock advance. */
    void advance(MosEventInstance instance, long now) {
        if (instance == leader) {
            follower.advance(now);
        }
    }

    /** No packet will come any more. */
    void end() {
        if (!ended) {
            ended = true;
            follower.end();
        }
    }

    SourceStatistics statistics() {
        return follower.information().statistics();
    }

    void close() {
        follower.close();
    }
}
