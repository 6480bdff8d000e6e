package org.mapi.mos.samples.midstat;

import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowEndpoints;
import org.mapi.mos.FlowKey;
import org.mapi.mos.Hook;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;

/** What midstat does on one worker: a row per connection, from its begin to its end, with the states as they change. */
final class ConnectionWatch {
    private static final int IPV6 = 6;

    private final Connections table;
    private final FlowKey<ConnectionRow> key;

    ConnectionWatch(Registrations on, Connections table) {
        this.table = table;
        // The row leaves with its flow, however that ends, and with this application.
        key = on.key(ConnectionRow.class, table::remove);
        on.at(Hook.SEND, BuiltInEvent.CONN_START, this::change);
        on.at(Hook.SEND, BuiltInEvent.TCP_STATE_CHANGE, this::change);
        on.at(Hook.RECEIVE, BuiltInEvent.TCP_STATE_CHANGE, this::change);
    }

    private void change(FlowContext flow) {
        ConnectionRow row = flow.get(key);
        if (row == null) {
            final FlowEndpoints ends = flow.endpoints();
            row = new ConnectionRow(flow.monitor().source(), flow.monitor().worker(), flow.id(), name(ends, Side.CLIENT),
                name(ends, Side.SERVER));
            flow.set(key, row);
            table.add(row);
        }
        row.clientState = flow.state(Side.CLIENT);
        row.serverState = flow.state(Side.SERVER);
    }

    private static String name(FlowEndpoints ends, Side side) {
        final String address = ends.address(side).getHostAddress();
        return ends.ipVersion() == IPV6 ? '[' + address + "]:" + ends.port(side) : address + ':' + ends.port(side);
    }
}
