package org.mapi.mos.stack;

import java.util.Random;

/**
 * What happens in a model connection, drawn from a seed.
 *
 * @param family      how frames are made: 0 IPv4, 1 IPv6, 2 IPv4 in a VLAN, 3 IPv6 in two
 * @param wraps       whether sequence numbers wrap
 * @param both        whether both ends open at once
 * @param serverWaits whether the server closes only after the client did: half closed in between
 * @param refuses     whether the server answers the SYN with a RST
 * @param aborts      the end that aborts half-way, -1 none
 * @param slowness    one of how many turns an end reads what it received: windows close if large
 * @param loss        of a thousand segments so many are lost before anybody sees them
 * @param copies      of a thousand segments so many come twice
 * @param delay       most milliseconds on the way; more than 1 reorders
 * @param forged      of a thousand segments so many are followed by a copy with other bytes
 * @param pieces      of a thousand segments so many come as IP fragments
 */
record ModelPlan(int family, boolean wraps, boolean both, boolean serverWaits, boolean refuses, int aborts, int slowness,
        int loss, int copies, int delay, int forged, int pieces) {
    static ModelPlan draw(Random random) {
        return new ModelPlan(random.nextInt(4), random.nextInt(4) == 0, random.nextInt(8) == 0, random.nextBoolean(),
            random.nextInt(16) == 0, random.nextInt(6) == 0 ? random.nextInt(2) : -1, random.nextInt(4) == 0 ? 60 : 1,
            random.nextInt(3) * 50, random.nextInt(3) * 50, 1 + random.nextInt(3) * 8, random.nextInt(3) * 40,
            random.nextInt(3) * 50);
    }

    /** The same without copies that say something else. */
    ModelPlan honest() {
        return new ModelPlan(family, wraps, both, serverWaits, refuses, aborts, slowness, loss, copies, delay, 0, pieces);
    }
}
