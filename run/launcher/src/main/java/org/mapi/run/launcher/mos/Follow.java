package org.mapi.run.launcher.mos;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.mapi.function.State;
import org.mapi.mos.PacketFollower;
import org.mapi.packet.Packet;

/** Gives the packets of a flow to the stack. */
@FunctionDefinition(library = Follow.LIBRARY, function = Follow.NAME, description = "Follows the connections of its packets",
    resultMethod = ResultMethod.NONE, result = Void.class, state = State.HISTORY)
public final class Follow implements Function {
    static final String LIBRARY = "mos";
    static final String NAME = "FOLLOW";

    private final PacketFollower follower;

    Follow(PacketFollower follower) {
        this.follower = follower;
    }

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new FunctionInstance() {
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
        };
    }
}
