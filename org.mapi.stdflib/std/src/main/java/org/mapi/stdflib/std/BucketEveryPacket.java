package org.mapi.stdflib.std;

import org.mapi.function.ResultSource;
import org.mapi.packet.Packet;

/** BUCKET, period "0": an entry per packet. */
final class BucketEveryPacket extends BucketInstance {
    BucketEveryPacket(ResultSource source, boolean reset, int entries) {
        super(source, reset, entries);
    }

    @Override
    public boolean process(Packet packet) {
        put(packet.timestamp(), source.value());
        return true;
    }
}
