package org.mapi.stdflib.extra;

import java.lang.foreign.Arena;
import org.mapi.function.Definition;
import org.mapi.function.FlowModification;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Layers;
import org.mapi.packet.Packet;
import org.mapi.result.MergeRule;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;
import org.mapi.result.ResultSchema;
import org.mapi.result.TopAddresses;
import org.mapi.result.TopValues;

/** Counts one field. */
final class TopInstance implements FunctionInstance {
    private static final ResultLayout<TopValues> VALUES = ResultLayout.of(TopValues.class);
    private static final ResultLayout<TopAddresses> ADDRESSES = ResultLayout.of(TopAddresses.class);
    private static final int COUNT = VALUES.offset("count");
    private static final int PACKETS = VALUES.offset("packets");
    private static final int BYTES = VALUES.offset("bytes");
    private static final int COUNT_ERROR = VALUES.offset("countError");
    private static final int BYTECOUNT_ERROR = VALUES.offset("bytecountError");
    private static final int UNLISTED_COUNT = VALUES.offset("unlistedCount");
    private static final int UNLISTED_BYTECOUNT = VALUES.offset("unlistedBytecount");
    private static final int SINCE = VALUES.offset("since");
    /** More than a result with one row takes. */
    private static final int ONE_ROW = 256;
    private static final long SECOND = 1_000_000_000L;

    private final TopField field;
    private final int rows;
    private final boolean byBytes;
    private final long interval;
    private final int size;
    private TopTable table;
    private long packets;
    private long bytes;
    private long since;

    TopInstance(TopField field, int rows, boolean byBytes, int seconds, int size) {
        this.field = field;
        this.rows = rows;
        this.byBytes = byBytes;
        this.interval = seconds * SECOND;
        this.size = size;
    }

    /** Addresses have a result of their own, and nobody needs more room than the rows that were asked for. */
    @Override
    public void modify(FlowModification flow) {
        final Definition own = flow.definition();
        ResultSchema schema = (field.isAddress() ? ADDRESSES.schema() : VALUES.schema()).withBound("rows", rows);
        if (byBytes) {
            schema = schema.withMerge("rows.count", MergeRule.SUM).withMerge("rows.bytecount", MergeRule.SUM_DESCENDING);
        }
        flow.redefine(own.withSchema(schema));
    }

    @Override
    public void init(InstanceContext context) {
        table = field.isAddress() ? new AddressTable(size) : new ValueTable(size);
        // The first reader does not wait, on the packets' thread, for classes to be loaded.
        table.add(0, 0, 1);
        table.publish(new ResultBlock(Arena.ofAuto().allocate(ONE_ROW)), 1, byBytes);
        table.reset();
    }

    @Override
    public boolean process(Packet packet) {
        final Layers layers = field.find(packet);
        if (layers == null) {
            return true;
        }
        final long weight = Math.max(0, packet.wireLength() - Math.max(0, packet.networkOffset()));
        if (field.isAddress()) {
            begin(packet.timestamp());
            final boolean source = field == TopField.IP_SRCIP;
            table.add(source ? layers.sourceAddressHigh() : layers.destinationAddressHigh(),
                source ? layers.sourceAddressLow() : layers.destinationAddressLow(), weight);
        } else {
            final long value = field.value(layers);
            if (value == TopField.NONE) {
                return true;
            }
            begin(packet.timestamp());
            table.add(0, value, weight);
        }
        packets++;
        bytes += weight;
        return true;
    }

    private void begin(long now) {
        if (packets > 0 && interval > 0 && now - since >= interval) {
            reset();
        }
        if (packets == 0) {
            since = now;
        }
    }

    @Override
    public void publish(ResultBlock block) {
        block.setLong(PACKETS, packets);
        block.setLong(BYTES, bytes);
        block.setLong(COUNT_ERROR, table.countError());
        block.setLong(BYTECOUNT_ERROR, table.bytecountError());
        block.setLong(SINCE, since);
        block.setInt(COUNT, table.publish(block, rows, byBytes));
        block.setLong(UNLISTED_COUNT, table.unlistedCount());
        block.setLong(UNLISTED_BYTECOUNT, table.unlistedBytes());
    }

    @Override
    public void reset() {
        table.reset();
        packets = 0;
        bytes = 0;
        since = 0;
    }

    @Override
    public void save(StateWriter state) {
        state.putLong(packets);
        state.putLong(bytes);
        state.putLong(since);
        table.save(state);
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        packets = state.getLong();
        bytes = state.getLong();
        since = state.getLong();
        table.restore(state);
    }
}
