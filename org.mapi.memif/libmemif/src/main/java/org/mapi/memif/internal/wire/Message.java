package org.mapi.memif.internal.wire;

/**
 * A control message. Numbers are as on the wire, unsigned values in the next larger Java type; strings end before the first NUL.
 */
public sealed interface Message {

    /** Master to slave: go on. */
    record Ack() implements Message {
    }

    /**
     * Master to slave, first message. The limits are highest indexes, not counts.
     *
     * @param name            application name
     * @param minVersion      lowest version
     * @param maxVersion      highest version
     * @param maxRegion       highest region index
     * @param maxM2sRing      highest index of a master-to-slave ring
     * @param maxS2mRing      highest index of a slave-to-master ring
     * @param maxLog2RingSize highest log2 of a ring size
     */
    record Hello(String name, int minVersion, int maxVersion, int maxRegion, int maxM2sRing, int maxS2mRing, int maxLog2RingSize)
            implements Message {
    }

    /**
     * Slave to master: which interface is wanted.
     *
     * @param version version the slave speaks
     * @param id      interface id
     * @param mode    0 ethernet, 1 ip, 2 punt/inject
     * @param secret  empty if none; garbage from peers that do not clear their messages
     * @param name    application name
     */
    record Init(int version, long id, int mode, String secret, String name) implements Message {
    }

    /**
     * Slave to master, with a memory file.
     *
     * @param index region index
     * @param size  bytes; negative means 2^63 or more
     */
    record AddRegion(int index, long size) implements Message {
    }

    /**
     * Slave to master, with an eventfd.
     *
     * @param slaveToMaster direction
     * @param index         index among the rings of this direction
     * @param region        region of the ring
     * @param offset        offset in the region
     * @param log2Size      log2 of the number of descriptors
     * @param privateHeader private header size
     */
    record AddRing(boolean slaveToMaster, int index, int region, long offset, int log2Size,
            int privateHeader) implements Message {
    }

    /**
     * Slave to master: everything is there.
     *
     * @param name interface name
     */
    record Connect(String name) implements Message {
    }

    /**
     * Master to slave: connected.
     *
     * @param name interface name
     */
    record Connected(String name) implements Message {
    }

    /**
     * Either way: the end.
     *
     * @param code number, 0 from all known peers
     * @param text reason
     */
    record Disconnect(long code, String text) implements Message {
    }
}
