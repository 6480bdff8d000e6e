package org.mapi.mos.functions;

import java.util.List;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.stack.MosStack;

/** A stack for tests, as a program without a framework has one. */
record Stacks(MosStack stack) implements FollowerFactory {
    Stacks() {
        this(new MosStack(() -> null));
    }

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
