package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.FlowModification;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.Optimize;
import org.mapi.function.ResultMethod;
import org.mapi.function.RecordReader;
import org.mapi.function.ResultReader;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;
import org.mapi.result.ResultQueue;
import org.mapi.result.SampledPacket;

/** Lets packets through by their hash. */
final class HashSampInstance implements FunctionInstance {
    private final int part;
    private final boolean keep;
    private final int entries;
    private ResultQueue queue;
    private MemorySegment memory;

    HashSampInstance(int part, boolean keep, int entries) {
        this.part = part;
        this.keep = keep;
        this.entries = entries;
    }

    /** Without a queue there is no result, and with one it belongs to one flow. */
    @Override
    public void modify(FlowModification flow) {
        flow.redefine(keep ? flow.definition().withOptimize(Optimize.NONE)
            : flow.definition().withResultMethod(ResultMethod.NONE));
    }

    @Override
    public void init(InstanceContext context) {
        if (keep) {
            queue = context.queue(2L * entries * SampledPacketDescriptor.LENGTH, SampledPacketDescriptor.LENGTH);
            memory = queue.segment();
        }
    }

    @Override
    public boolean process(Packet packet) {
        final int protocol = packet.protocol();
        if (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP || packet.destinationPort() < 0
            || FlowHash.of(packet) >= part) {
            return false;
        }
        if (keep) {
            keep(packet);
        }
        return true;
    }

    private void keep(Packet packet) {
        final long at = queue.claim(SampledPacketDescriptor.LENGTH);
        if (at < 0) {
            queue.lost(1);
        } else {
            SampledPacketDescriptor.write(memory, at, packet);
            queue.commit();
        }
    }

    @Override
    public void end() {
        if (keep) {
            queue.end();
        }
    }

    @Override
    public ResultReader<SampledPacket> openReader() {
        if (!keep) {
            throw new MapiException(MapiError.MAPI_NO_RESULT, "HASHSAMP keeps no packets, expected keep = 1");
        }
        return new RecordReader<>(queue.reader(), (memory, at, length) -> SampledPacketDescriptor.read(memory, at));
    }
}
