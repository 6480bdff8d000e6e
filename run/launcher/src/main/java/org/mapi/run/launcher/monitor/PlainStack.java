package org.mapi.run.launcher.monitor;

import java.util.List;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.functions.FollowerFactory;
import org.mapi.mos.stack.MosStack;

/**
 * The flow-monitoring stack for functions, without the framework.
 *
 * @param stack the stack
 */
record PlainStack(MosStack stack) implements FollowerFactory {
    @Override
    public PacketFollower follow(String name, String device, SourceOptions options) {
        return stack.follow(name, List.of(device), options);
    }

    @Override
    public boolean isFollowed(String name) {
        return stack.source(name).isPresent();
    }

    @Override
    public boolean isSilenced(String event) {
        return stack.silencedEvents().containsKey(event);
    }

    @Override
    public List<FlowEvent> events() {
        return stack.events();
    }
}
