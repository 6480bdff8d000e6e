package org.mapi.run.proof;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.core.pcap.live.PcapDriver;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ChecksumUpdate;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosSource;
import org.mapi.mos.PacketPart;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.stack.MosStack;
import org.mapi.mos.stack.OpenDevice;

/**
 * A program of its own, to be run inside a network namespace: a bad network between two interfaces, and the stack inline between
 * two others. Prints what it saw when it is interrupted.
 */
final class InlineProgram {
    private static final long RESET_AFTER = 200_000;
    private static final String HEADER = "X-Wire: was here\r\n";
    private static final int STATUS_LINE = "HTTP/1.0 200 OK\r\n".length();

    /** By flow: what an earlier connection repeats late is one of its own. */
    private final Map<Long, Map<String, Long>> counts = new TreeMap<>();
    private final MemorySegment memory = Arena.ofShared().allocate(1 << 16);
    private final MemorySegment header = Arena.ofShared().allocateFrom(ValueLayout.JAVA_BYTE,
        HEADER.getBytes(StandardCharsets.US_ASCII));
    private final CRC32 received = new CRC32();
    private final byte[] bytes = new byte[1 << 16];
    private final String mode;
    private long receivedBytes;

    private InlineProgram(String mode) {
        this.mode = mode;
    }

    private static CaptureDevice open(String name) {
        return new PcapDriver().open(new DeviceRequest("pcap:" + name, name, DeviceKind.LIVE, Map.of("direction", "in",
            "immediate", "true")));
    }

    private synchronized void count(FlowContext flow, String what) {
        counts.computeIfAbsent(flow.id(), any -> new TreeMap<>()).merge(what, 1L, Long::sum);
    }

    /** What connections had that were set up. */
    private synchronized Map<String, Long> total() {
        final Map<String, Long> total = new TreeMap<>();
        counts.values().stream().filter(one -> one.containsKey("CONN_START"))
            .forEach(one -> one.forEach((what, count) -> total.merge(what, count, Long::sum)));
        return total;
    }

    private void attach(Registrations on) {
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> count(flow, "PKT_IN." + flow.side()));
        on.at(Hook.RECEIVE, BuiltInEvent.REXMIT, flow -> count(flow, "REXMIT." + flow.side()));
        on.at(Hook.SEND, BuiltInEvent.CONN_START, flow -> count(flow, "CONN_START"));
        on.at(Hook.RECEIVE, BuiltInEvent.CONN_END, flow -> count(flow, "CONN_END." + flow.closeReason()));
        on.at(Hook.NONE, BuiltInEvent.CONN_NEW_DATA, this::read);
        if (mode.equals("insert")) {
            on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
                count(flow, "PKT_IN." + flow.side());
                insert(flow);
            });
        }
    }

    private void read(FlowContext flow) {
        if (flow.side() != Side.CLIENT) {
            return;
        }
        int count = flow.stream(Side.CLIENT).peek(memory);
        while (count > 0) {
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, bytes, 0, count);
            received.update(bytes, 0, count);
            receivedBytes += count;
            count = flow.stream(Side.CLIENT).peek(memory);
        }
        if (mode.equals("reset") && receivedBytes > RESET_AFTER) {
            flow.reset();
        }
    }

    /** Puts a header behind the status line of a response. */
    private void insert(FlowContext flow) {
        if (flow.packet().sender() == Side.SERVER && flow.packet().streamOffset() == 0
            && flow.packet().payloadLength() > STATUS_LINE) {
            flow.packet().insert(PacketPart.PAYLOAD, STATUS_LINE, header, ChecksumUpdate.BOTH, true);
        }
    }

    /**
     * Runs until it is interrupted.
     *
     * @param args what to do (watch, reset, insert), seed, trouble, and the four interfaces from the client to the server
     */
    public static void main(String... args) throws InterruptedException {
        final InlineProgram program = new InlineProgram(args[0]);
        final SeededWire network = new SeededWire(new CaptureDevice[] {open(args[3]), open(args[4])}, Long.parseLong(args[1]),
            Double.parseDouble(args[2]));
        final Thread forwarder = Thread.ofPlatform().daemon().start(network);
        final MosStack stack = new MosStack(() -> null);
        stack.monitor("", MonitorOptions.streams("program", "").reading(Buffering.CLIENT, 1 << 20), program::attach);
        // Time-wait: what is repeated late belongs to the connection still.
        final SourceOptions options = SourceOptions.DEFAULT.withTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(60))
            .withWorkers(args[0].equals("insert") ? 2 : 1);
        final MosSource wire = stack.inline("wire", new OpenDevice(args[5], open(args[5])), new OpenDevice(args[6],
            open(args[6])), options);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            wire.close();
            network.stop();
            program.total().forEach((what, count) -> System.out.println(what + " " + count));
            System.out.println("BYTES " + program.receivedBytes);
            System.out.println("CRC " + program.received.getValue());
            System.out.println("FAILURE " + wire.information().failure());
            System.out.println("STATISTICS " + wire.information().statistics());
            System.out.println(network.report());
        }));
        System.out.println("ready");
        forwarder.join(TimeUnit.MINUTES.toMillis(10));
    }
}
