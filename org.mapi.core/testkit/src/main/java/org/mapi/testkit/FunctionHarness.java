package org.mapi.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.mapi.FlowInformation;
import org.mapi.FunctionInformation;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.DeviceType;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Definition;
import org.mapi.function.Downstream;
import org.mapi.function.FlowReference;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.FunctionReference;
import org.mapi.function.InstanceContext;
import org.mapi.function.ResultMethod;
import org.mapi.function.ResultSource;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;
import org.mapi.result.ResultQueue;
import org.mapi.result.ResultSchema;

/**
 * Runs one function without an engine: a device of made-up packets, a result block, sources and services as the test sets them.
 * Used by one thread.
 */
public final class FunctionHarness implements Application, InstanceContext {
    /** A time for packets: 14 November 2023, in nanoseconds since the Unix epoch. */
    public static final long START = 1_700_000_000_000_000_000L;
    /** Longest packet that can be given to an instance, in bytes. */
    public static final int LARGEST_PACKET = 1 << 17;
    private static final int USUAL_RESULT = 1 << 12;

    private final Map<FunctionReference, FixedSource> sources = new HashMap<>();
    private final Map<Class<?>, Object> services = new HashMap<>();
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment memory = arena.allocate(LARGEST_PACKET);
    private MemorySegment payload = arena.allocate(USUAL_RESULT);
    private final PacketCursor cursor = new PacketCursor();
    private int[] linkTypes = {LinkType.ETHERNET};
    private int captureLength = 2048;
    private Path directory = Path.of(".");
    private Path input;
    private TestQueue queue;
    private boolean replacing;
    private boolean writable;
    private boolean live;
    private HarnessFlow flow;
    private List<FlowInformation> flows = List.of();
    private FunctionInstance instance;
    private Arguments arguments;
    private long number;
    private Consumer<Packet> follower = packet -> { };
    private int room = Integer.MAX_VALUE;
    private long emitted;

    /** Link types of the device; Ethernet unless set. */
    public FunctionHarness linkTypes(int... types) {
        linkTypes = types.clone();
        return this;
    }

    /** Capture length of the device; 2048 unless set. */
    public FunctionHarness captureLength(int length) {
        captureLength = length;
        return this;
    }

    /** Folder that file arguments are relative to. */
    public FunctionHarness directory(Path folder) {
        directory = folder;
        return this;
    }

    /** The trace that the device reads, as the instance is told; none unless set. */
    public FunctionHarness input(Path trace) {
        input = trace;
        return this;
    }

    /** A service that the function may ask for. */
    public <T> FunctionHarness service(Class<T> type, T service) {
        services.put(type, service);
        return this;
    }

    /** Lets the next instance believe that it replaces an older one. */
    public FunctionHarness replacing(boolean replaces) {
        replacing = replaces;
        return this;
    }

    /** Takes the packets that the instance passes on itself; each is valid only during the call. */
    public FunctionHarness follower(Consumer<Packet> taker) {
        follower = taker;
        return this;
    }

    /** How many packets what follows can take, as the instance is told; any number unless set. */
    public FunctionHarness room(int packets) {
        room = packets;
        return this;
    }

    /** How many packets the instance has passed on itself. */
    public long emitted() {
        return emitted;
    }

    /** Whether the device is live; an offline trace unless set. */
    public FunctionHarness live(boolean isLive) {
        live = isLive;
        return this;
    }

    /** Gives the instance packets that it may change, as an own copy with room up to {@link #LARGEST_PACKET}. */
    public FunctionHarness writable(boolean mayWrite) {
        writable = mayWrite;
        return this;
    }

    /** The flows of the device, as the function sees them; none unless set. */
    public FunctionHarness flows(FlowInformation... known) {
        flows = List.of(known);
        return this;
    }

    /** What the instance asked of its flow in {@code modify}. */
    public HarnessFlow modified() {
        return flow;
    }

    /** The instance at work. */
    public FunctionInstance instance() {
        return instance;
    }

    /** The queue that the instance asked for, or null. */
    public TestQueue queue() {
        return queue;
    }

    /** The block that results are published into. */
    public ResultBlock block() {
        return new ResultBlock(payload);
    }

    /**
     * Instantiates and initialises a function.
     *
     * @param function its class carries a FunctionDefinition
     * @param values   its arguments: String, Integer, Long, Character (a Number is accepted where it fits), Path, FlowReference,
     *                 FunctionReference, List of FunctionReference as declared; trailing ones with a default may be left out
     * @return this
     * @throws MapiException as the engine throws it: MFUNCT_INVALID_ARGUMENT_DESCRIPTOR for a wrong number of arguments,
     *     MFUNCT_INVALID_ARGUMENT_n for a wrong type, and what the function itself throws
     */
    public FunctionHarness start(Function function, Object... values) {
        final Definition definition = Definition.of(function.getClass());
        arguments = HarnessArguments.of(definition, values);
        instance = function.instantiate(arguments, this);
        flow = new HarnessFlow(self(), definition, layout(function));
        instance.modify(flow);
        instance.init(this);
        payload = arena.allocate(Math.max(USUAL_RESULT, flow.definition().schema().size()));
        return this;
    }

    private static ResultSchema layout(Function function) {
        final FunctionDefinition given = function.getClass().getAnnotation(FunctionDefinition.class);
        final boolean block = given.resultMethod() == ResultMethod.SHM || given.resultMethod() == ResultMethod.IPC;
        return block && given.result() != Void.class ? ResultLayout.of(given.result()).schema() : ResultSchema.NONE;
    }

    /**
     * Replaces the instance as the engine does when a newer version of the library comes: the new one is made with the same
     * arguments, may modify and is initialised, the old one publishes and saves, the new one restores, the old one is cleaned up.
     *
     * @param function the function of the newer version
     * @return this
     */
    public FunctionHarness upgrade(Function function) {
        final boolean before = replacing;
        final FunctionInstance old = instance;
        replacing = true;
        final FunctionInstance successor = function.instantiate(arguments, this);
        successor.modify(new HarnessFlow(self(), Definition.of(function.getClass()), layout(function)));
        successor.init(this);
        replacing = before;
        if (flow.definition().schema() != ResultSchema.NONE) {
            old.publish(block());
        }
        final StateBytes state = new StateBytes();
        old.save(state);
        successor.restore(block(), state.reader());
        old.cleanup();
        instance = successor;
        return this;
    }

    /**
     * Gives a packet to the instance.
     *
     * @param timestamp  nanoseconds since the Unix epoch
     * @param wireLength length on the wire
     * @param bytes      what was captured, from the link-layer header on
     * @return what {@code process} returned
     */
    public boolean packet(long timestamp, int wireLength, byte[] bytes) {
        return instance.process(at(timestamp, wireLength, bytes, linkTypes[0]));
    }

    /** Gives a packet of zeros to the instance, of which at most 64 bytes were captured. */
    public boolean packet(long timestamp, int wireLength) {
        return packet(timestamp, wireLength, new byte[Math.min(wireLength, 64)]);
    }

    /** Gives a packet to the instance whose bytes are a text. */
    public boolean text(String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return packet(START, bytes.length, bytes);
    }

    /** A packet in native memory; valid until the next one. */
    public Packet at(long timestamp, int wireLength, byte[] bytes, int linkType) {
        return at(timestamp, wireLength, bytes, bytes.length, linkType);
    }

    /**
     * A packet in native memory; valid until the next one. It ends where the memory ends, so that a function that reads beyond
     * the captured bytes throws; unless it may be written, then it begins where the memory begins.
     *
     * @param length how many of the bytes were captured
     */
    public Packet at(long timestamp, int wireLength, byte[] bytes, int length, int linkType) {
        final long offset = writable ? 0 : LARGEST_PACKET - length;
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, offset, length);
        cursor.region(memory);
        cursor.move(offset, length, wireLength, timestamp, 0, linkType, ++number);
        if (writable) {
            cursor.writable(LARGEST_PACKET);
        }
        return cursor.packet();
    }

    /**
     * The published result.
     *
     * @param type the result's record
     */
    public <T> T result(Class<T> type) {
        instance.publish(block());
        final ResultLayout<T> layout = ResultLayout.of(type);
        return layout.decode(payload, type == Long.class ? layout.schema() : flow.definition().schema());
    }

    /** Lets the instance publish, where it has a result block. */
    public void publish() {
        if (flow.definition().schema() != ResultSchema.NONE) {
            instance.publish(block());
        }
    }

    /** The published result of a function with one number. */
    public long scalar() {
        return result(Long.class);
    }

    /** The result of another function, to be read by the instance; made at the first call. */
    public FixedSource source(int flow, int function) {
        return sources.computeIfAbsent(new FunctionReference(flow, function), FixedSource::new);
    }

    @Override
    public int[] linkTypes() {
        return linkTypes;
    }

    @Override
    public int captureLength() {
        return captureLength;
    }

    @Override
    public long packets() {
        return number;
    }

    @Override
    public long dropped() {
        return 0;
    }

    @Override
    public String deviceType() {
        return DeviceType.TRACE;
    }

    @Override
    public boolean live() {
        return live;
    }

    @Override
    public int deviceId() {
        return 1;
    }

    @Override
    public String device() {
        return "test";
    }

    @Override
    public Object driverInformation() {
        return null;
    }

    @Override
    public FlowReference flow() {
        return new FlowReference(1);
    }

    @Override
    public FunctionReference self() {
        return new FunctionReference(1, 99);
    }

    @Override
    public List<FlowInformation> flows() {
        return flows;
    }

    @Override
    public List<FunctionInformation> functions(FlowReference flow) {
        return List.of();
    }

    @Override
    public ResultSource source(int position, FunctionReference reference) {
        final FixedSource source = sources.get(reference);
        if (source == null) {
            throw MapiException.argument(position + 1, "source", reference, "a function with a result");
        }
        return source;
    }

    @Override
    public <T> T service(Class<T> type) {
        final Object service = services.get(type);
        if (service == null) {
            throw new MapiException(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT, "no service " + type.getName());
        }
        return type.cast(service);
    }

    @Override
    public ResultQueue queue(long bytes, int maximumRecordLength) {
        if (!replacing || queue == null) {
            queue = new TestQueue(bytes, maximumRecordLength);
        }
        return queue;
    }

    @Override
    public Downstream downstream() {
        return new Downstream() {
            @Override
            public boolean pass(Packet packet) {
                emitted++;
                room -= room == Integer.MAX_VALUE ? 0 : 1;
                follower.accept(packet);
                return true;
            }

            @Override
            public int capacity() {
                return Math.max(0, room);
            }
        };
    }

    @Override
    public boolean replacing() {
        return replacing;
    }

    @Override
    public Path file(int position) {
        return directory.resolve(arguments.file(position));
    }

    @Override
    public boolean reads(Path file) {
        return file.equals(input);
    }

    /** A source whose value the test sets. */
    public static final class FixedSource implements ResultSource {
        private final FunctionReference reference;
        private long value;
        private long packets;
        private boolean available = true;
        private int resets;

        private FixedSource(FunctionReference reference) {
            this.reference = reference;
        }

        /** Sets the value: the source has seen one packet more. */
        public FixedSource value(long newValue) {
            value = newValue;
            packets++;
            return this;
        }

        /** Lets the source vanish or come back. */
        public FixedSource available(boolean there) {
            available = there;
            return this;
        }

        /** How often it was reset; a reset sets the value to 0. */
        public int resets() {
            return resets;
        }

        @Override
        public boolean available() {
            return available;
        }

        @Override
        public long value() {
            return value;
        }

        @Override
        public long packets() {
            return packets;
        }

        @Override
        public void reset() {
            resets++;
            value = 0;
        }

        @Override
        public int size() {
            return 8;
        }

        @Override
        public Map<String, Object> map() {
            return Map.of("value", value);
        }

        @Override
        public FunctionReference reference() {
            return reference;
        }
    }
}
