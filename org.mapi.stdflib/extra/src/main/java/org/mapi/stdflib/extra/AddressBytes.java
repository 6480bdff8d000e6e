package org.mapi.stdflib.extra;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.datasketches.common.ArrayOfItemsSerDe;

/** How a saved table holds addresses: 16 bytes each, network order. */
final class AddressBytes extends ArrayOfItemsSerDe<Address> {
    private static final int SIZE = 16;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    @Override
    public byte[] serializeToByteArray(Address item) {
        return ByteBuffer.allocate(SIZE).putLong(item.high()).putLong(item.low()).array();
    }

    @Override
    public byte[] serializeToByteArray(Address[] items) {
        final ByteBuffer buffer = ByteBuffer.allocate(SIZE * items.length);
        for (Address item : items) {
            buffer.putLong(item.high()).putLong(item.low());
        }
        return buffer.array();
    }

    @Override
    public Address[] deserializeFromMemorySegment(MemorySegment image, long offset, int count) {
        final Address[] items = new Address[count];
        for (int i = 0; i < count; i++) {
            final long at = offset + (long) i * SIZE;
            items[i] = new Address(image.get(LONG, at), image.get(LONG, at + Long.BYTES));
        }
        return items;
    }

    @Override
    public int sizeOf(Address item) {
        return SIZE;
    }

    @Override
    public int sizeOf(MemorySegment image, long offset, int count) {
        return SIZE * count;
    }

    @Override
    public String toString(Address item) {
        return Long.toHexString(item.high()) + ":" + Long.toHexString(item.low());
    }

    @Override
    public Class<Address> getClassOfT() {
        return Address.class;
    }
}
