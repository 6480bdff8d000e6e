package org.mapi.core.engine.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.mapi.capture.PacketBatch;
import org.mapi.core.engine.memory.ResultFile;
import org.mapi.core.engine.memory.ResultSlot;
import org.mapi.function.Definition;
import org.mapi.function.FunctionInstance;
import org.mapi.result.ResultSchema;

/**
 * Runs the stand-ins of instances that a plan is about to bring on made-up packets, until that is fast: then their classes are
 * linked and compiled, and the calls in compiled code have found them.
 *
 * <p>Works in memory of its own. One thread.
 */
public final class Rehearsal {
    /** Whoever connects a flow waits for it. */
    private static final long LONGEST_NANOS = 50_000_000;
    /** The same soon after the first one of a process: as long as compilers may be busy then with what is large. */
    private static final long LONGEST_AT_FIRST_NANOS = 200_000_000;
    private static final long AT_FIRST_NANOS = 10_000_000_000L;
    /** Least time there is for one, however many flows are connected in a row. */
    private static final long SHORTEST_NANOS = 5_000_000;
    /** Of the time since the last one, one part of so many may go into the next. */
    private static final int SHARE = 4;
    /** Packets after which the optimising compiler has been asked. */
    private static final int ENOUGH = 16_384;
    /** Cost of a packet at a station from which on it is taken for compiled. */
    private static final long COMPILED_NANOS = 8;
    /** So that the compilers have a processor. */
    private static final long PAUSE_NANOS = 100_000;
    /** Rounds in which all stand-ins are new: a compiler leaves out what it has hardly seen, as the way of a first packet. */
    private static final int FRESH_ROUNDS = 32;
    private static final int ROUNDS_BETWEEN_FRESH = 16;
    /** {@link System#nanoTime} at the end of the last one of the process. */
    private static final AtomicLong LAST = new AtomicLong(System.nanoTime() - SHARE * LONGEST_AT_FIRST_NANOS);
    private static final long BEGUN = System.nanoTime();

    private final Lane lane = new Lane(0, ResultFile.unshared());
    private final List<FunctionInstance> instances = new ArrayList<>();
    private final List<Station> stations = new ArrayList<>();
    private final RehearsalPackets packets;

    /**
     * Nothing to rehearse yet.
     *
     * @param linkType of the packets, {@code LINKTYPE_} value
     */
    public Rehearsal(int linkType) {
        packets = new RehearsalPackets(linkType);
    }

    /** Asks an instance for a stand-in; one that has none is left out, and one that changes packets. */
    public void add(Definition definition, FunctionInstance instance) {
        final FunctionInstance first = definition.modifies() ? null : instance.standIn();
        if (first != null) {
            final ResultSchema schema = definition.schema() == null ? ResultSchema.NONE : definition.schema();
            instances.add(instance);
            stations.add(new Station(stations.size(), 0, definition.function(), first, ResultSlot.unshared(schema),
                definition.resultMethod(), false));
        }
    }

    /** Stations of the stand-ins, in order. */
    List<Station> stations() {
        return stations;
    }

    /** Runs until packets cost little, at most 50 ms, 200 soon after the first time of all. Throws what stand-ins throw. */
    public void run() {
        if (!stations.isEmpty()) {
            final long start = System.nanoTime();
            try {
                run(start, Math.clamp((start - LAST.get()) / SHARE, SHORTEST_NANOS,
                    start - BEGUN < AT_FIRST_NANOS ? LONGEST_AT_FIRST_NANOS : LONGEST_NANOS));
            } finally {
                LAST.set(System.nanoTime());
            }
        }
    }

    private void run(long begin, long longest) {
        final List<Walk> walks = List.of(Walk.beside(stations, false), Walk.beside(stations, true));
        final long quick = COMPILED_NANOS * RehearsalPackets.COUNT * stations.size();
        long start = begin;
        boolean on = true;
        for (int i = 0; on; i++) {
            round(i, walks.get(i % walks.size()));
            final boolean enough = i >= ENOUGH / RehearsalPackets.COUNT;
            final long now = System.nanoTime();
            on = now - begin < longest && (!enough || now - start > quick);
            if (on && enough) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            start = System.nanoTime();
        }
    }

    private void round(int number, Walk walk) {
        if (number < FRESH_ROUNDS || number % ROUNDS_BETWEEN_FRESH == 0) {
            for (int i = 0; i < instances.size(); i++) {
                stations.get(i).instance = instances.get(i).standIn();
            }
        }
        final PacketBatch batch = lane.batch;
        batch.clear();
        packets.add(batch, number);
        lane.walk(walk);
        lane.begin();
        lane.run();
        for (Station station : stations) {
            if (station.publishing) {
                station.instance.publish(station.slot.begin());
            }
        }
    }
}
