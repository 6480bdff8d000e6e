package org.mapi.stdflib.std;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mapi.FlowInformation;
import org.mapi.FunctionInformation;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Definition;
import org.mapi.function.FlowReference;
import org.mapi.function.Function;
import org.mapi.function.FunctionInstance;
import org.mapi.function.FunctionReference;
import org.mapi.function.InstanceContext;
import org.mapi.function.ResultSource;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultQueue;
import org.mapi.result.ResultSchema;

/** Runs one function without an engine: a device of made-up packets, a result block, sources and services as set. */
final class FunctionHarness implements Application, InstanceContext {
    static final long START = 1_700_000_000_000_000_000L;

    final Map<FunctionReference, FixedSource> sources = new HashMap<>();
    final Map<Class<?>, Object> services = new HashMap<>();
    final Arena arena = Arena.ofAuto();
    final MemorySegment memory = arena.allocate(1 << 16);
    final PacketCursor cursor = new PacketCursor();
    int[] linkTypes = {LinkType.ETHERNET};
    int captureLength = 2048;
    Path directory = Path.of(".");
    TestQueue queue;
    boolean replacing;
    FunctionInstance instance;
    MemorySegment payload;
    private Arguments arguments;
    private long number;

    /** Instantiates and initialises a function. */
    FunctionHarness start(Function function, Object... values) {
        final Definition definition = Definition.of(function.getClass());
        final List<Object> complete = new ArrayList<>(List.of(values));
        for (int i = values.length; i < definition.arguments().size(); i++) {
            final String text = definition.arguments().get(i).defaultValue();
            complete.add(switch (definition.arguments().get(i).type()) {
                case INT -> (Object) Integer.parseInt(text);
                case LONG -> Long.parseLong(text);
                default -> text;
            });
        }
        arguments = new Arguments(definition.arguments(), complete);
        instance = function.instantiate(arguments, this);
        instance.init(this);
        payload = arena.allocate(4096);
        return this;
    }

    /** Gives a packet of some content to the instance. */
    boolean packet(long timestamp, int wireLength, byte[] bytes) {
        return instance.process(at(timestamp, wireLength, bytes, linkTypes[0]));
    }

    boolean packet(long timestamp, int wireLength) {
        return packet(timestamp, wireLength, new byte[Math.min(wireLength, 64)]);
    }

    boolean text(String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return packet(START, bytes.length, bytes);
    }

    Packet at(long timestamp, int wireLength, byte[] bytes, int linkType) {
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        cursor.region(memory);
        cursor.move(0, bytes.length, wireLength, timestamp, 0, linkType, ++number);
        return cursor.packet();
    }

    /** The published result as JSON would show it. */
    Object result(ResultSchema schema) {
        instance.publish(new ResultBlock(payload));
        return schema.view(payload);
    }

    long scalar() {
        return (Long) result(ResultSchema.LONG);
    }

    FixedSource source(int flow, int function) {
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
        return "1.1";
    }

    @Override
    public boolean live() {
        return false;
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
        return List.of();
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
        queue = new TestQueue(bytes, maximumRecordLength);
        return queue;
    }

    @Override
    public boolean replacing() {
        return replacing;
    }

    @Override
    public Path file(int position) {
        return directory.resolve(arguments.file(position));
    }

    /** A source whose value the test sets. */
    static final class FixedSource implements ResultSource {
        private final FunctionReference reference;
        long value;
        long valueAfterReset;
        boolean available = true;
        int resets;

        FixedSource(FunctionReference reference) {
            this.reference = reference;
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
            return 0;
        }

        @Override
        public void reset() {
            resets++;
            value = valueAfterReset;
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
