package org.mapi.mos.stack;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.mapi.function.State;
import org.mapi.mos.PacketFollower;
import org.mapi.packet.Packet;

/**
 * FOLLOW: the function that gives the packets of a flow to a source that waits for them. Who brings packets of the engine to a
 * stack makes a flow with it; of no use to users.
 */
public final class Follow implements Function {
    /** Its library. */
    public static final String LIBRARY = "mos-sources";
    /** Its name. */
    public static final String NAME = "FOLLOW";

    private final Map<String, PacketFollower> waiting = new ConcurrentHashMap<>();

    /** The service properties that define it. */
    public static Map<String, Object> definition() {
        return Map.of("mapi.library", LIBRARY, "mapi.function", NAME, "mapi.description",
            "Internal: sources of the flow-monitoring stack make flows with it; in a flow of yours use MOS_EVENT, or declare a "
                + "source ([mos] in mapi.conf)", "mapi.arguments",
            new String[] {"source:s:name of the source"}, "mapi.resultMethod", ResultMethod.NONE.name(), "mapi.result",
            Void.class.getName(), "mapi.state", State.HISTORY.name());
    }

    /** A source waits for its flow: the one that has this function with the name of the source. */
    public void expect(PacketFollower follower) {
        waiting.put(follower.name(), follower);
    }

    /** A source is gone. */
    public void forget(PacketFollower follower) {
        waiting.remove(follower.name(), follower);
    }

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final PacketFollower follower = waiting.get(arguments.text(0));
        if (follower == null) {
            throw MapiException.argument(1, "source", arguments.text(0), "a source that is being opened: sources make their "
                + "flows themselves");
        }
        return new Following(follower);
    }

    private record Following(PacketFollower follower) implements FunctionInstance {
        @Override
        public boolean process(Packet packet) {
            follower.process(packet);
            return true;
        }

        @Override
        public void timer(long now) {
            follower.advance(now);
        }

        @Override
        public void end() {
            follower.end();
        }
    }
}
