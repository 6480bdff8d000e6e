package org.mapi.stdflib.tutlib;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.ResultMethod;
import org.mapi.function.RecordReader;
import org.mapi.function.ResultReader;
import org.mapi.packet.Packet;
import org.mapi.result.CapturedPacket;
import org.mapi.result.ResultQueue;
import org.osgi.service.component.annotations.Component;

/**
 * Tutorial, section 4.5: a function with its own way to hand results over. It keeps 50 packets, whose size follows from the
 * device's capture length, and brings the client side that reads them.
 */
@Component(service = Function.class)
@FunctionDefinition(library = "tutlib", function = "TO_BUFFER", description = "Keeps packets for a client to fetch",
    resultMethod = ResultMethod.FUNCT, result = CapturedPacket.class)
public final class ToBuffer implements Function {
    private static final int PACKETS = 50;
    private static final int TIMESTAMP = 0;
    private static final int INTERFACE = 8;
    private static final int LINK_TYPE = 12;
    private static final int WIRE_LENGTH = 16;
    private static final int HEADER = 24;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new Instance(HEADER + application.captureLength());
    }

    private static final class Instance implements FunctionInstance {
        private final int longest;
        private ResultQueue queue;

        Instance(int longest) {
            this.longest = longest;
        }

        @Override
        public void init(InstanceContext context) {
            queue = context.queue((long) PACKETS * longest, longest);
        }

        @Override
        public boolean process(Packet packet) {
            // A trace may turn out to hold longer packets than its device first said.
            final int length = Math.min(packet.captureLength(), longest - HEADER);
            final long at = queue.claim(HEADER + length);
            if (at < 0) {
                queue.lost(1);
                return true;
            }
            final MemorySegment memory = queue.segment();
            memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at + TIMESTAMP, packet.timestamp());
            memory.set(ValueLayout.JAVA_INT_UNALIGNED, at + INTERFACE, packet.interfaceIndex());
            memory.set(ValueLayout.JAVA_INT_UNALIGNED, at + LINK_TYPE, packet.linkType());
            memory.set(ValueLayout.JAVA_INT_UNALIGNED, at + WIRE_LENGTH, packet.wireLength());
            packet.copyTo(memory, at + HEADER, length);
            queue.commit();
            return true;
        }

        @Override
        public int capacity() {
            return queue.free();
        }

        @Override
        public void end() {
            queue.end();
        }

        @Override
        public ResultReader<CapturedPacket> openReader() {
            return new RecordReader<>(queue.reader(), ToBuffer::packet);
        }
    }

    /** The client side: what a program that reads gets of a record. */
    private static CapturedPacket packet(MemorySegment memory, long at, int length) {
        final byte[] bytes = new byte[length - HEADER];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at + HEADER, bytes, 0, bytes.length);
        return new CapturedPacket(memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at + TIMESTAMP),
            memory.get(ValueLayout.JAVA_INT_UNALIGNED, at + INTERFACE),
            memory.get(ValueLayout.JAVA_INT_UNALIGNED, at + LINK_TYPE),
            memory.get(ValueLayout.JAVA_INT_UNALIGNED, at + WIRE_LENGTH), bytes);
    }
}
