package org.mapi.stdflib.extra;

import com.google.re2j.PacketMatcher;
import com.google.re2j.Pattern;
import java.lang.foreign.MemorySegment;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.packet.Packet;

/** Matches each packet against one expression. */
final class RegexpInstance implements FunctionInstance {
    private final PacketMatcher matcher;

    RegexpInstance(Pattern pattern) {
        matcher = new PacketMatcher(pattern);
    }

    /** The engine's classes are loaded here, not at the first packet. */
    @Override
    public void init(InstanceContext context) {
        matcher.find(MemorySegment.NULL, 0, 0);
    }

    @Override
    public boolean process(Packet packet) {
        return matcher.find(packet.segment(), packet.offset(), packet.captureLength());
    }
}
