package org.mapi.mos.samples.nat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one version of nat leaves for the next: its mappings, as JSON, so that later versions may add to it. */
final class SavedMappings {
    private static final String ADDRESS = "address";
    private static final String MAPPINGS = "mappings";

    private SavedMappings() { }

    /** The mappings of a table. */
    static byte[] of(NatTable table) {
        final List<Map<String, Object>> mappings = new ArrayList<>();
        for (Mapping mapping : table.list()) {
            final Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("protocol", mapping.protocol.name());
            entry.put("inside", mapping.insideAddress);
            entry.put("insidePort", mapping.insidePort);
            entry.put("remote", mapping.remoteAddress);
            entry.put("remotePort", mapping.remotePort);
            entry.put("port", mapping.port);
            entry.put("mac", mapping.insideMac);
            entry.put("used", mapping.used);
            entry.put("life", mapping.life());
            mappings.add(entry);
        }
        final Map<String, Object> state = new LinkedHashMap<>();
        state.put(ADDRESS, table.options().address());
        state.put(MAPPINGS, mappings);
        try {
            return JSON.std.asBytes(state);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * Puts them into a table. Those of another outside address, and of ports that are not given out any more, are left out.
     *
     * @throws UncheckedIOException if it is no such JSON
     */
    static void into(NatTable table, byte[] saved) {
        try {
            final Map<String, Object> state = JSON.std.mapFrom(saved);
            if (number(state, ADDRESS) != table.options().address()) {
                return;
            }
            for (Object entry : (List<?>) state.get(MAPPINGS)) {
                final Map<?, ?> one = (Map<?, ?>) entry;
                final Mapping mapping = new Mapping(Protocol.valueOf(String.valueOf(one.get("protocol"))),
                    (int) number(one, "inside"), (int) number(one, "insidePort"), (int) number(one, "remote"),
                    (int) number(one, "remotePort"), (int) number(one, "port"));
                mapping.insideMac = number(one, "mac");
                mapping.used = number(one, "used");
                mapping.life((int) number(one, "life"));
                table.restore(mapping);
            }
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    private static long number(Map<?, ?> from, String key) {
        return ((Number) from.get(key)).longValue();
    }
}
