package org.mapi.mos.functions;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.State;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.Mos;
import org.mapi.mos.PacketFollowers;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** MOS_EVENT: lets the packets pass during which an event of the flow-monitoring stack was raised. */
@Component(service = Function.class)
@FunctionDefinition(library = MosEvent.LIBRARY, function = MosEvent.NAME,
    description = "Lets packets pass that raise an event of the flow-monitoring stack", result = EventCounters.class,
    filters = true, state = State.HISTORY,
    arguments = {"event:s:a built-in event, such as REXMIT, CONN_START, CONN_NEW_DATA, TCP_STATE_CHANGE or ORPHAN, or a "
        + "user-defined one by its name",
        "pickup:i=1:1 follows connections whose beginning was not seen, 0 raises ORPHAN for their packets",
        "connections:i=65536:most connections followed, 1 to 1048576",
        "checksums:s=ignore:ignore, verify or auto (what checksum offload leaves is accepted)"},
    resultMeaning = "packets that passed; how often the event came without a packet; connections followed now; forgotten "
        + "because there were too many; packets not followed because a checksum was wrong; 1 while a user-defined event is not "
        + "defined, or not raised any more because its filter failed",
    examples = {"MOS_EVENT(\"REXMIT\") PKT_COUNTER", "MOS_EVENT(\"CONN_START\") PKT_COUNTER",
        "MOS_EVENT(\"CONN_NEW_DATA\") BYTE_COUNTER"},
    differences = "Not in the original, whose two systems do not know each other.")
public final class MosEvent implements Function {
    static final String LIBRARY = "mos";
    static final String NAME = "MOS_EVENT";
    private static final String ORIGINAL_PREFIX = "MOS_ON_";
    private static final int MOST_CONNECTIONS = 1 << 20;

    /** What must be equal for functions to share a stack. */
    record Key(int flow, boolean pickup, int connections, ChecksumPolicy checksums) { }

    private final PacketFollowers followers;
    private final Map<Key, FlowStack> stacks = new HashMap<>();

    /**
     * The function.
     *
     * @param followers makes the stacks: the service {@link Mos}, or a stack without a framework
     */
    @Activate
    public MosEvent(@Reference(service = Mos.class) PacketFollowers followers) {
        this.followers = followers;
    }

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final String given = arguments.text(0).strip();
        final String name = given.startsWith(ORIGINAL_PREFIX) ? given.substring(ORIGINAL_PREFIX.length()) : given;
        if (event(name).isEmpty()) {
            throw MapiException.argument(1, "event", arguments.text(0), "one of "
                + followers.events().stream().map(FlowEvent::label).collect(Collectors.joining(", ")));
        }
        final int pickup = arguments.integer(1);
        if (pickup != 0 && pickup != 1) {
            throw MapiException.argument(2, "pickup", pickup, "0 or 1");
        }
        final int connections = arguments.integer(2);
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw MapiException.argument(3, "connections", connections, "1 to " + MOST_CONNECTIONS);
        }
        return new MosEventInstance(this, name, application.self().id(),
            new Key(application.flow().id(), pickup == 1, connections, checksums(arguments.text(3))), application.device());
    }

    private static ChecksumPolicy checksums(String text) {
        for (ChecksumPolicy policy : ChecksumPolicy.values()) {
            if (policy.name().equalsIgnoreCase(text.strip())) {
                return policy;
            }
        }
        throw MapiException.argument(4, "checksums", text, "ignore, verify or auto");
    }

    /** The event of a name, if there is one now. */
    Optional<FlowEvent> event(String name) {
        return followers.events().stream().filter(event -> event.label().equals(name)).findFirst();
    }

    /** Whether an event of this name is there but is not raised. */
    boolean isSilenced(String name) {
        return followers.silencedEvents().containsKey(name);
    }

    /** The stack that functions of a flow share, made for the first of them. */
    FlowStack join(MosEventInstance instance, Key key, String device) {
        synchronized (stacks) {
            final FlowStack stack = stacks.computeIfAbsent(key, absent -> new FlowStack(followers.follow(
                sourceName(key.flow(), device), List.of(device), FlowStack.options(key))));
            stack.add(instance);
            return stack;
        }
    }

    /**
     * A name by which an operator knows what it is for; private, so that applications are not attached to it. No two are alike,
     * also where the arguments of a flow's functions differ, and while a newer version of this class takes over.
     */
    private String sourceName(int flow, String device) {
        final String name = ".flow " + flow + " on " + device + ", function " + LIBRARY + ":" + NAME;
        String free = name;
        for (int i = 2; followers.source(free).isPresent(); i++) {
            free = name + " (" + i + ")";
        }
        return free;
    }

    /** The last one that leaves closes the stack. */
    void leave(MosEventInstance instance, Key key, FlowStack stack) {
        synchronized (stacks) {
            if (stack.remove(instance)) {
                stacks.remove(key, stack);
                stack.close();
            }
        }
    }
}
