package org.mapi.core.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Pins every number of the layouts: other processes depend on them. */
class DescriptorsTest {
    @Test
    void shouldPinTheCommonHeader() {
        assertThat(FileHeaderDescriptor.FORMAT).isEqualTo(1);
        assertThat(FileHeaderDescriptor.BYTE_ORDER_MARK).isEqualTo(0x0A0B0C0D);
        assertThat(FileHeaderDescriptor.MAGIC).isEqualTo(0);
        assertThat(FileHeaderDescriptor.FORMAT_VERSION).isEqualTo(8);
        assertThat(FileHeaderDescriptor.BYTE_ORDER).isEqualTo(12);
        assertThat(FileHeaderDescriptor.LENGTH).isEqualTo(16);
        assertThat(FileHeaderDescriptor.BOOT_ID).isEqualTo(24);
        assertThat(FileHeaderDescriptor.BOOT_ID_ROOM).isEqualTo(40);
        assertThat(FileHeaderDescriptor.PID).isEqualTo(64);
        assertThat(FileHeaderDescriptor.START_TICKS).isEqualTo(72);
        assertThat(FileHeaderDescriptor.CREATED).isEqualTo(80);
        assertThat(FileHeaderDescriptor.GENERATION).isEqualTo(88);
        assertThat(FileHeaderDescriptor.QUEUE).isEqualTo(92);
        assertThat(FileHeaderDescriptor.STATE).isEqualTo(96);
        assertThat(FileHeaderDescriptor.NAME).isEqualTo(128);
        assertThat(FileHeaderDescriptor.NAME_ROOM).isEqualTo(128);
        assertThat(FileHeaderDescriptor.HEADER_LENGTH).isEqualTo(256);
        assertThat(FileHeaderDescriptor.STATE_PREPARED).isEqualTo(0);
        assertThat(FileHeaderDescriptor.STATE_LIVE).isEqualTo(1);
        assertThat(FileHeaderDescriptor.STATE_SUPERSEDED).isEqualTo(2);
        assertThat(FileHeaderDescriptor.STATE_CLOSED).isEqualTo(3);
    }

    @Test
    void shouldWriteTheMagicAsReadableBytes() {
        assertThat(bytes(FileHeaderDescriptor.RESULT_MAGIC)).isEqualTo("MAPIRSLT");
        assertThat(bytes(FileHeaderDescriptor.QUEUE_MAGIC)).isEqualTo("MAPIRING");
        assertThat(bytes(FileHeaderDescriptor.ERROR_MAGIC)).isEqualTo("MAPIERRS");
    }

    private static String bytes(long magic) {
        final MemorySegment memory = Arena.ofAuto().allocate(8, 8);
        OrderedMemory.putLong(memory, 0, magic);
        return new String(memory.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII);
    }

    @Test
    void shouldPinTheResultFile() {
        assertThat(ResultFileDescriptor.DIRECTORY_OFFSET).isEqualTo(256);
        assertThat(ResultFileDescriptor.DIRECTORY_CAPACITY).isEqualTo(264);
        assertThat(ResultFileDescriptor.ENTRY_LENGTH).isEqualTo(268);
        assertThat(ResultFileDescriptor.SCHEMA_OFFSET).isEqualTo(272);
        assertThat(ResultFileDescriptor.SCHEMA_CAPACITY).isEqualTo(280);
        assertThat(ResultFileDescriptor.SCHEMA_USED).isEqualTo(284);
        assertThat(ResultFileDescriptor.BLOCKS_OFFSET).isEqualTo(288);
        assertThat(ResultFileDescriptor.BLOCKS_LENGTH).isEqualTo(296);
        assertThat(ResultFileDescriptor.SUCCESSOR).isEqualTo(320);
        assertThat(ResultFileDescriptor.SUCCESSOR_NAME).isEqualTo(328);
        assertThat(ResultFileDescriptor.SUCCESSOR_NAME_ROOM).isEqualTo(120);
        assertThat(ResultFileDescriptor.HEARTBEAT).isEqualTo(512);
        assertThat(ResultFileDescriptor.COUNTERS).isEqualTo(520);
        assertThat(ResultFileDescriptor.COUNTER_ROOM).isEqualTo(15);
        assertThat(ResultFileDescriptor.HEADER_LENGTH).isEqualTo(640)
            .isEqualTo((int) ResultFileDescriptor.counter(ResultFileDescriptor.COUNTER_ROOM));
        assertThat(AgentCounter.values()).hasSizeLessThanOrEqualTo(ResultFileDescriptor.COUNTER_ROOM);
    }

    @Test
    void shouldPinCountersAndStates() {
        for (AgentCounter counter : AgentCounter.values()) {
            assertThat(counter.index()).as(counter.name()).isEqualTo(counter.ordinal());
        }
        assertThat(AgentCounter.values()).extracting(Enum::name).containsExactly("PACKETS", "BYTES", "BATCHES",
            "DROPPED_BY_KERNEL", "DROPPED_BY_ENGINE", "BAD", "PLAN", "FUNCTION", "FUNCTION_SINCE", "ERRORS");
        assertThat(SlotState.values()).extracting(SlotState::number).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(SlotState.values()).extracting(Enum::name).containsExactly("FREE", "ACTIVE", "SUSPENDED", "QUARANTINED",
            "FINISHED", "CLOSED");
    }

    @Test
    void shouldPinTheDirectoryEntry() {
        assertThat(EntryDescriptor.SEQUENCE).isEqualTo(0);
        assertThat(EntryDescriptor.STATE).isEqualTo(4);
        assertThat(EntryDescriptor.FLOW).isEqualTo(8);
        assertThat(EntryDescriptor.APPLIED).isEqualTo(12);
        assertThat(EntryDescriptor.TYPE_ID).isEqualTo(16);
        assertThat(EntryDescriptor.SLOTS).isEqualTo(20);
        assertThat(EntryDescriptor.BLOCK_OFFSET).isEqualTo(24);
        assertThat(EntryDescriptor.BLOCK_LENGTH).isEqualTo(32);
        assertThat(EntryDescriptor.PAYLOAD_LENGTH).isEqualTo(40);
        assertThat(EntryDescriptor.SLOT_STRIDE).isEqualTo(44);
        assertThat(EntryDescriptor.SCHEMA_OFFSET).isEqualTo(48);
        assertThat(EntryDescriptor.SCHEMA_LENGTH).isEqualTo(56);
        assertThat(EntryDescriptor.STATE_OFFSET).isEqualTo(60);
        assertThat(EntryDescriptor.STATE_CAPACITY).isEqualTo(64);
        assertThat(EntryDescriptor.FUNCTION).isEqualTo(72);
        assertThat(EntryDescriptor.FUNCTION_ROOM).isEqualTo(56);
        assertThat(EntryDescriptor.LIBRARY).isEqualTo(128);
        assertThat(EntryDescriptor.LIBRARY_ROOM).isEqualTo(64);
        assertThat(EntryDescriptor.VERSION).isEqualTo(192);
        assertThat(EntryDescriptor.VERSION_ROOM).isEqualTo(32);
        assertThat(EntryDescriptor.TYPE_NAME).isEqualTo(224);
        assertThat(EntryDescriptor.TYPE_NAME_ROOM).isEqualTo(32);
        assertThat(EntryDescriptor.ENTRY_LENGTH).isEqualTo(256);
    }

    @Test
    void shouldPinTheBlock() {
        assertThat(BlockDescriptor.SEQUENCE).isEqualTo(0);
        assertThat(BlockDescriptor.CAPTURE_TIME).isEqualTo(8);
        assertThat(BlockDescriptor.WALL_TIME).isEqualTo(16);
        assertThat(BlockDescriptor.SEEN).isEqualTo(24);
        assertThat(BlockDescriptor.PASSED).isEqualTo(32);
        assertThat(BlockDescriptor.MISSED).isEqualTo(40);
        assertThat(BlockDescriptor.EMITTED).isEqualTo(56);
        assertThat(BlockDescriptor.USED).isEqualTo(48);
        assertThat(BlockDescriptor.FLAGS).isEqualTo(52);
        assertThat(BlockDescriptor.HEADER_LENGTH).isEqualTo(64);
        assertThat(BlockDescriptor.ALIGNMENT).isEqualTo(128);
        assertThat(BlockDescriptor.FLAG_FINAL).isEqualTo(1);
        assertThat(BlockDescriptor.FLAG_FRESH).isEqualTo(2);
        assertThat(BlockDescriptor.SMALL_PAYLOAD).isEqualTo(4096);
        assertThat(BlockDescriptor.STATE_USED).isEqualTo(0);
        assertThat(BlockDescriptor.STATE_TYPE_ID).isEqualTo(4);
        assertThat(BlockDescriptor.STATE_HEADER_LENGTH).isEqualTo(8);
    }

    @Test
    void shouldComputeTheLengthsOfBlocks() {
        assertThat(BlockDescriptor.length(0, 0)).isEqualTo(128);
        assertThat(BlockDescriptor.length(64, 0)).isEqualTo(128);
        assertThat(BlockDescriptor.length(65, 0)).isEqualTo(256);
        assertThat(BlockDescriptor.length(8, 1)).isEqualTo(256);
        assertThat(BlockDescriptor.length(8, 120)).isEqualTo(256);
        assertThat(BlockDescriptor.length(8, 121)).isEqualTo(384);
        assertThat(BlockDescriptor.slots(4096)).isEqualTo(1);
        assertThat(BlockDescriptor.slots(4097)).isEqualTo(2);
        assertThat(BlockDescriptor.stride(4096)).isEqualTo(4224);
        assertThat(BlockDescriptor.length(4097, 0)).isEqualTo(2 * 4224);
        assertThat(BlockDescriptor.stateOffset(4097)).isEqualTo(2 * 4224);
    }

    @Test
    void shouldKeepAPublicationValidUntilItsSlotIsWrittenAgain() {
        assertThat(BlockDescriptor.slot(7, 1, 128)).isZero();
        assertThat(BlockDescriptor.slot(7, 2, 128)).isEqualTo(128);
        assertThat(BlockDescriptor.limit(0, 1)).as("nothing published, one slot").isEqualTo(1);
        assertThat(BlockDescriptor.limit(7, 1)).as("odd number of publication 8").isEqualTo(15);
        assertThat(BlockDescriptor.limit(7, 2)).as("odd number of publication 9").isEqualTo(17);
    }

    @Test
    void shouldPinTheQueue() {
        assertThat(QueueFileDescriptor.CAPACITY).isEqualTo(256);
        assertThat(QueueFileDescriptor.MAXIMUM_LENGTH).isEqualTo(264);
        assertThat(QueueFileDescriptor.RECORD_HEADER_LENGTH).isEqualTo(268);
        assertThat(QueueFileDescriptor.RING_OFFSET).isEqualTo(272);
        assertThat(QueueFileDescriptor.PRODUCER).isEqualTo(384);
        assertThat(QueueFileDescriptor.OLDEST).isEqualTo(392);
        assertThat(QueueFileDescriptor.RECORDS).isEqualTo(400);
        assertThat(QueueFileDescriptor.LOST).isEqualTo(408);
        assertThat(QueueFileDescriptor.ENDED).isEqualTo(416);
        assertThat(QueueFileDescriptor.HEADER_LENGTH).isEqualTo(512);
        assertThat(RecordDescriptor.LENGTH).isEqualTo(0);
        assertThat(RecordDescriptor.TYPE).isEqualTo(4);
        assertThat(RecordDescriptor.NUMBER).isEqualTo(8);
        assertThat(RecordDescriptor.HEADER_LENGTH).isEqualTo(16);
        assertThat(RecordDescriptor.ALIGNMENT).isEqualTo(16);
        assertThat(RecordDescriptor.TYPE_PADDING).isEqualTo(0);
        assertThat(RecordDescriptor.TYPE_RECORD).isEqualTo(1);
        assertThat(RecordDescriptor.room(0)).isEqualTo(16);
        assertThat(RecordDescriptor.room(1)).isEqualTo(32);
        assertThat(RecordDescriptor.room(16)).isEqualTo(32);
        assertThat(RecordDescriptor.room(17)).isEqualTo(48);
    }

    @Test
    void shouldPinTheErrorLog() {
        assertThat(ErrorLogDescriptor.ENTRIES_OFFSET).isEqualTo(256);
        assertThat(ErrorLogDescriptor.USED).isEqualTo(260);
        assertThat(ErrorLogDescriptor.WITHOUT_ROOM).isEqualTo(264);
        assertThat(ErrorLogDescriptor.HEADER_LENGTH).isEqualTo(512);
        assertThat(ErrorLogDescriptor.ENTRY_LENGTH).isEqualTo(0);
        assertThat(ErrorLogDescriptor.TEXT_LENGTH).isEqualTo(4);
        assertThat(ErrorLogDescriptor.COUNT).isEqualTo(8);
        assertThat(ErrorLogDescriptor.FIRST_TIME).isEqualTo(16);
        assertThat(ErrorLogDescriptor.LAST_TIME).isEqualTo(24);
        assertThat(ErrorLogDescriptor.TEXT).isEqualTo(32);
        assertThat(ErrorLogDescriptor.ENTRY_ALIGNMENT).isEqualTo(16);
        assertThat(ErrorLogDescriptor.LONGEST_TEXT).isEqualTo(4096);
        assertThat(ErrorLogDescriptor.room(1)).isEqualTo(48);
        assertThat(ErrorLogDescriptor.room(16)).isEqualTo(48);
        assertThat(ErrorLogDescriptor.room(17)).isEqualTo(64);
    }

    @Test
    void shouldCutTextAtACharactersBoundary() {
        final MemorySegment memory = Arena.ofAuto().allocate(8);
        FixedText.put(memory, 0, 8, "abcdefü");
        assertThat(FixedText.get(memory, 0, 8)).isEqualTo("abcdef");
        FixedText.put(memory, 0, 8, "abcdeü");
        assertThat(FixedText.get(memory, 0, 8)).isEqualTo("abcdeü");
        FixedText.put(memory, 0, 8, "€€€");
        assertThat(FixedText.get(memory, 0, 8)).isEqualTo("€€");
        FixedText.put(memory, 0, 8, "a");
        assertThat(memory.get(ValueLayout.JAVA_LONG_UNALIGNED, 0)).as("zeros behind it").isEqualTo('a');
    }
}
