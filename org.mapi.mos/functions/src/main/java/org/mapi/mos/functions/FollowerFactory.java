package org.mapi.mos.functions;

import java.util.List;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;

/** What the functions need of a flow-monitoring stack. Any thread may call it. */
public interface FollowerFactory {
    /**
     * A source that the caller feeds.
     *
     * @param name    not in use yet
     * @param device  name of the device that the packets come from, for information
     * @param options how flows are followed
     * @throws org.mapi.mos.MosException EINVAL if the name is in use or an option is out of range
     */
    PacketFollower follow(String name, String device, SourceOptions options);

    /** Whether a source of this name is there. */
    boolean isFollowed(String name);

    /** Whether an event is not raised any more, because its filter threw again and again. */
    boolean isSilenced(String event);

    /** All events that have a name of their own now: those built in and those that definitions have brought. */
    List<FlowEvent> events();
}
