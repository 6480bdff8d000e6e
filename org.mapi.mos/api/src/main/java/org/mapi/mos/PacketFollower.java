package org.mapi.mos;

import org.mapi.packet.Packet;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A source whose packets come from its owner: a function of a flow, a test, a program with packets of its own. Its one worker is
 * whoever calls {@link #process}: any thread, one at a time. With several workers, each a thread of its own, the caller hands
 * copies to them and waits when one has no room (counted: {@link SourceStatistics#dispatchWaits()}).
 */
@ProviderType
public interface PacketFollower extends MosSource {
    /**
     * Does everything for a packet: with one worker applications are called before this returns.
     *
     * @param packet valid during the call
     */
    void process(Packet packet);

    /**
     * Says that several packets follow: until {@link #endBatch} the source is busy, which spares each packet the way in. Who
     * attaches or detaches applications waits that long, so that a batch should take no longer than a millisecond; callbacks come
     * as ever, before {@link #process} returns. Does nothing if a batch has begun already.
     */
    default void beginBatch() { }

    /** Ends a batch; called by the thread that has begun it, in a {@code finally}. Does nothing without a batch. */
    default void endBatch() { }

    /**
     * Lets the clock advance without a packet, so that timers and timeouts come.
     *
     * @param now nanoseconds since the Unix epoch, of the packets' clock
     */
    void advance(long now);

    /** No packet will come any more: all flows end with {@link CloseReason#STOPPED}, {@link #awaitEnd} returns. Idempotent. */
    void end();

    /**
     * Attaches an application to this source only.
     *
     * @throws MosException EINVAL with the compiler's message if a filter is wrong
     */
    MonitorHandle monitor(MonitorOptions options, MonitorApplication application);
}
