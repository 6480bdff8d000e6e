package org.mapi.core.trace.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DescriptorTest {
    private static Map<String, Long> constants(Class<?> descriptor) throws IllegalAccessException {
        Map<String, Long> found = new TreeMap<>();
        for (Field field : descriptor.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && Modifier.isPublic(field.getModifiers())) {
                found.put(field.getName(), ((Number) field.get(null)).longValue());
            }
        }
        return found;
    }

    @Test
    void shouldKeepTheNumbersOfPcap() throws IllegalAccessException {
        assertThat(constants(PcapDescriptor.class)).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
            Map.entry("MAGIC_MICROSECONDS", (long) 0xa1b2c3d4), Map.entry("MAGIC_NANOSECONDS", (long) 0xa1b23c4d),
            Map.entry("MAGIC_MODIFIED", (long) 0xa1b2cd34), Map.entry("FILE_HEADER_LENGTH", 24L),
            Map.entry("MAJOR_OFFSET", 4L), Map.entry("MINOR_OFFSET", 6L), Map.entry("SNAP_LENGTH_OFFSET", 16L),
            Map.entry("LINK_TYPE_OFFSET", 20L), Map.entry("MAJOR", 2L), Map.entry("MINOR", 4L),
            Map.entry("LINK_TYPE_MASK", 0xffffL), Map.entry("RESERVED_MASK", 0x03ff0000L),
            Map.entry("RECORD_HEADER_LENGTH", 16L), Map.entry("MODIFIED_RECORD_HEADER_LENGTH", 24L),
            Map.entry("SECONDS_OFFSET", 0L), Map.entry("FRACTION_OFFSET", 4L), Map.entry("CAPTURED_OFFSET", 8L),
            Map.entry("WIRE_OFFSET", 12L)));
    }

    @Test
    void shouldKeepTheNumbersOfPcapng() throws IllegalAccessException {
        assertThat(constants(PcapngDescriptor.class)).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
            Map.entry("SECTION_HEADER", 0x0a0d0d0aL), Map.entry("INTERFACE_DESCRIPTION", 1L), Map.entry("PACKET", 2L),
            Map.entry("SIMPLE_PACKET", 3L), Map.entry("INTERFACE_STATISTICS", 5L), Map.entry("ENHANCED_PACKET", 6L),
            Map.entry("LENGTH_OFFSET", 4L), Map.entry("BODY_OFFSET", 8L), Map.entry("MINIMUM_BLOCK_LENGTH", 12L),
            Map.entry("TRAILER_LENGTH", 4L), Map.entry("BYTE_ORDER_MAGIC", 0x1a2b3c4dL), Map.entry("BYTE_ORDER_OFFSET", 8L),
            Map.entry("MAJOR_OFFSET", 12L), Map.entry("MINOR_OFFSET", 14L), Map.entry("SECTION_LENGTH_OFFSET", 16L),
            Map.entry("SECTION_OPTIONS_OFFSET", 24L), Map.entry("MAJOR", 1L), Map.entry("LINK_TYPE_OFFSET", 8L),
            Map.entry("SNAP_LENGTH_OFFSET", 12L), Map.entry("INTERFACE_OPTIONS_OFFSET", 16L),
            Map.entry("INTERFACE_OFFSET", 8L), Map.entry("DROPS_OFFSET", 10L), Map.entry("TIME_HIGH_OFFSET", 12L),
            Map.entry("TIME_LOW_OFFSET", 16L), Map.entry("CAPTURED_OFFSET", 20L), Map.entry("WIRE_OFFSET", 24L),
            Map.entry("DATA_OFFSET", 28L), Map.entry("SIMPLE_WIRE_OFFSET", 8L), Map.entry("SIMPLE_DATA_OFFSET", 12L),
            Map.entry("STATISTICS_OPTIONS_OFFSET", 20L), Map.entry("OPTION_HEADER_LENGTH", 4L), Map.entry("OPTION_END", 0L),
            Map.entry("OPTION_NAME", 2L), Map.entry("OPTION_DESCRIPTION", 3L), Map.entry("OPTION_TIME_RESOLUTION", 9L),
            Map.entry("OPTION_TIME_OFFSET", 14L), Map.entry("OPTION_INTERFACE_DROPS", 5L),
            Map.entry("OPTION_SYSTEM_DROPS", 7L), Map.entry("RESOLUTION_BINARY", 0x80L)));
        assertThat(PcapngDescriptor.padded(0)).isZero();
        assertThat(PcapngDescriptor.padded(1)).isEqualTo(4);
        assertThat(PcapngDescriptor.padded(4)).isEqualTo(4);
    }

    @Test
    void shouldKeepTheNumbersOfErf() throws IllegalAccessException {
        assertThat(constants(ErfDescriptor.class)).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
            Map.entry("TIME_OFFSET", 0L), Map.entry("TYPE_OFFSET", 8L), Map.entry("FLAGS_OFFSET", 9L),
            Map.entry("LENGTH_OFFSET", 10L), Map.entry("LOST_OFFSET", 12L), Map.entry("WIRE_OFFSET", 14L),
            Map.entry("HEADER_LENGTH", 16L), Map.entry("EXTENSION_LENGTH", 8L), Map.entry("EXTENSION_BIT", 0x80L),
            Map.entry("TYPE_MASK", 0x7fL), Map.entry("PORT_MASK", 3L), Map.entry("FLAG_VARYING_LENGTH", 4L),
            Map.entry("ETHERNET_PAD", 2L), Map.entry("CHANNEL_HEADER_LENGTH", 4L), Map.entry("HDLC", 1L),
            Map.entry("ETHERNET", 2L), Map.entry("CHANNEL_HDLC", 5L), Map.entry("COLOUR_HDLC", 10L),
            Map.entry("COLOUR_ETHERNET", 11L), Map.entry("IP_COUNTER", 13L), Map.entry("TCP_FLOW_COUNTER", 14L),
            Map.entry("STREAM_COLOUR_HDLC", 15L), Map.entry("STREAM_COLOUR_ETHERNET", 16L),
            Map.entry("COLOUR_CHANNEL_HDLC", 17L), Map.entry("HASH_HDLC", 19L), Map.entry("HASH_ETHERNET", 20L),
            Map.entry("INFINIBAND", 21L), Map.entry("IPV4", 22L), Map.entry("IPV6", 23L), Map.entry("META", 27L),
            Map.entry("PAD", 48L), Map.entry("MAXIMUM_LENGTH", 65_535L)));
    }
}
