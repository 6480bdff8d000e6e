package org.mapi.stdflib.track.content;

import org.mapi.packet.Layers;

/**
 * Direct Connect: a command of the protocol at the start of a payload or behind the '|' that ends another command, in the first
 * 100 bytes; letters in the case that the protocol prescribes.
 */
public final class DirectConnectContent implements Recogniser {
    private static final int WINDOW = 100;
    private static final TextSearch COMMANDS = new TextSearch(false, "$MyNick", "$Lock EXTENDEDPROTOCOL", "$Sending",
        "$Direction Download ", "$Direction Upload ", "$Supports", "$GetNickList|", "$ValidateNick", "$ConnectToMe", "$HubName",
        "$Hello", "$MyINFO $ALL", "$GetINFO", "$Search Hub:", "$OpList");

    @Override
    public int window() {
        return WINDOW;
    }

    @Override
    public boolean candidate(Layers layers) {
        return true;
    }

    @Override
    public int examine(Content content) {
        final int length = content.length();
        for (int at = COMMANDS.find(content.bytes, 0, length); at >= 0; at = COMMANDS.find(content.bytes, at + 1, length)) {
            if (at == 0 || content.bytes[at - 1] == '|') {
                return YES;
            }
        }
        if (!content.stream() || !content.whole()) {
            return NO;
        }
        int command = length;
        while (command > 0 && content.bytes[command - 1] != '|') {
            command--;
        }
        return COMMANDS.begins(content.bytes, command, length) ? MORE : NO;
    }
}
