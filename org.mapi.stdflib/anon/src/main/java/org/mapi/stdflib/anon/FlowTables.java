package org.mapi.stdflib.anon;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.mapi.function.Application;
import org.mapi.function.FlowReference;
import org.mapi.stdflib.extra.rewrite.KeyText;

/**
 * What the rules of one flow share: the tables of MAP, so that an address is the same number as source and as destination, and
 * the key of PREFIX_PRESERVING_MAP. Two flows never share anything. There as long as one of its users is.
 *
 * <p>Taken and released by control threads; the tables are used by the one agent of the flow's device.
 */
final class FlowTables {
    private static final Map<Owner, FlowTables> ALL = new HashMap<>();

    /** Kinds of values with a numbering of their own. */
    enum Kind { ADDRESS, WIDE_ADDRESS, PORT, WORD, HALF, BYTE }

    /** A flow; the device's name too, should several engines be in one process. */
    private record Owner(int deviceId, String device, FlowReference flow) { }

    private final Owner owner;
    private final Map<Kind, MappingTable> tables = new EnumMap<>(Kind.class);
    private byte[] key = KeyText.random();
    private int users;

    private FlowTables(Owner owner) {
        this.owner = owner;
    }

    /** The tables of a flow; to be released once. */
    static FlowTables take(Application application) {
        final Owner owner = new Owner(application.deviceId(), application.device(), application.flow());
        synchronized (ALL) {
            final FlowTables tables = ALL.computeIfAbsent(owner, FlowTables::new);
            tables.users++;
            return tables;
        }
    }

    /** One user less. */
    void release() {
        synchronized (ALL) {
            if (--users == 0) {
                ALL.remove(owner);
            }
        }
    }

    /** The numbering of a kind, made when first asked for. */
    MappingTable table(Kind kind) {
        synchronized (ALL) {
            return tables.computeIfAbsent(kind, one -> new MappingTable());
        }
    }

    /** The key that this flow has by chance. */
    byte[] key() {
        synchronized (ALL) {
            return key.clone();
        }
    }

    /** The key that the flow had before its library was replaced. */
    void key(byte[] former) {
        synchronized (ALL) {
            key = former.clone();
        }
    }
}
