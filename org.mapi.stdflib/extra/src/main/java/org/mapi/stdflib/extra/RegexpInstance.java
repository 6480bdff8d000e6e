package org.mapi.stdflib.extra;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import org.mapi.function.FunctionInstance;
import org.mapi.packet.Packet;

/** Matches each packet against one expression. */
final class RegexpInstance implements FunctionInstance {
    private final PacketText text = new PacketText();
    private final Matcher matcher;

    RegexpInstance(Pattern pattern) {
        matcher = pattern.matcher("");
        matcher.find();    // the engine's classes are loaded and its machine is made here, not at the first packet
    }

    @Override
    public boolean process(Packet packet) {
        text.of(packet);
        return matcher.reset(text).find();
    }
}
