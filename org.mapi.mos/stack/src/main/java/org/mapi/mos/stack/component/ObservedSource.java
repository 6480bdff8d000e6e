package org.mapi.mos.stack.component;

import java.time.Duration;
import org.mapi.Flow;
import org.mapi.FlowInformation;
import org.mapi.FlowStatus;
import org.mapi.FunctionInformation;
import org.mapi.FunctionStatus;
import org.mapi.MapiException;
import org.mapi.mos.MosSource;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceInformation;

/** A device that is watched: a flow on it whose only function follows. */
final class ObservedSource implements MosSource {
    private final PacketFollower follower;
    private final Flow flow;
    private final Runnable closed;

    /**
     * A source.
     *
     * @param follower sees the packets
     * @param flow     brings them, connected
     * @param closed   called when the source was closed
     */
    ObservedSource(PacketFollower follower, Flow flow, Runnable closed) {
        this.follower = follower;
        this.flow = flow;
        this.closed = closed;
    }

    @Override
    public String name() {
        return follower.name();
    }

    @Override
    public SourceInformation information() {
        final SourceInformation known = follower.information();
        final String failure = known.failure().isEmpty() ? failure() : known.failure();
        return new SourceInformation(known.name(), known.devices(), known.options(), known.ended(), failure, known.statistics());
    }

    /** What keeps packets from coming: the flow has no device, the function was quarantined. */
    private String failure() {
        try {
            final FlowInformation known = flow.information();
            for (FunctionInformation function : flow.functions()) {
                if (function.status() == FunctionStatus.QUARANTINED) {
                    return "the stack failed: " + function.detail();
                }
            }
            return known.status() == FlowStatus.SUSPENDED ? known.detail() : "";
        } catch (MapiException gone) {
            return "";
        }
    }

    /** Whether its flow is over without the source having ended: the engine has closed it. */
    boolean isLost() {
        try {
            return flow.status() == FlowStatus.CLOSED && !follower.information().ended();
        } catch (MapiException gone) {
            return true;
        }
    }

    @Override
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        return follower.awaitEnd(timeout);
    }

    @Override
    public void close() {
        try {
            flow.close();
        } finally {
            follower.close();
            closed.run();
        }
    }
}
