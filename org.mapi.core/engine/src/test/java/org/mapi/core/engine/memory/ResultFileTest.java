package org.mapi.core.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.StateReader;
import org.mapi.result.ResultSchema;

class ResultFileTest {
    @TempDir
    private Path dir;
    private ResultMemory memory;

    @BeforeEach
    void open() throws IOException {
        memory = ResultMemory.open(dir);
    }

    @AfterEach
    void close() throws IOException {
        memory.close();
    }

    private static BlockIdentity identity(int flow, int applied) {
        return new BlockIdentity(flow, applied, "PKT_COUNTER", "stdflib", "1.2.3");
    }

    private static BlockRequest counter(int flow, int applied) {
        return new BlockRequest(identity(flow, applied), ResultSchema.COUNTER, 64);
    }

    private static void publish(ResultSlot slot, long value) {
        slot.begin().setLong(0, value);
        slot.end(value + 1, value + 2, value + 3, value + 4, value + 5);
    }

    @Test
    void shouldShowItselfToOtherProcesses() throws IOException {
        final ResultFile file = memory.createFile("eth0", 3, List.of(counter(1, 2), counter(1, 4)));
        publish(file.slot(1), 42);
        file.heartbeat(123);
        file.counter(AgentCounter.PACKETS, 99);
        try (ForeignFile foreign = new ForeignFile(file.path())) {
            final MemorySegment memoryOfFile = foreign.segment();
            assertThat(OrderedMemory.getLong(memoryOfFile, 0)).isEqualTo(FileHeaderDescriptor.RESULT_MAGIC);
            assertThat(OrderedMemory.getLong(memoryOfFile, 16)).isEqualTo(memoryOfFile.byteSize());
            assertThat(FixedText.get(memoryOfFile, 24, 40)).isEqualTo(ProcessIdentity.current().bootId());
            assertThat(OrderedMemory.getLong(memoryOfFile, 64)).isEqualTo(ProcessHandle.current().pid());
            assertThat(OrderedMemory.getInt(memoryOfFile, 88)).isEqualTo(1);
            assertThat(OrderedMemory.getInt(memoryOfFile, 92)).isEqualTo(3);
            assertThat(foreign.state()).isEqualTo(FileHeaderDescriptor.STATE_LIVE);
            assertThat(FixedText.get(memoryOfFile, 128, 128)).isEqualTo("eth0");
            assertThat(OrderedMemory.getLong(memoryOfFile, 512)).isEqualTo(123);
            assertThat(OrderedMemory.getLong(memoryOfFile, 520)).isEqualTo(99);
            final long entry = foreign.entry(1, 4);
            assertThat(foreign.entryText(entry, EntryDescriptor.FUNCTION, EntryDescriptor.FUNCTION_ROOM))
                .isEqualTo("PKT_COUNTER");
            assertThat(foreign.entryText(entry, EntryDescriptor.LIBRARY, EntryDescriptor.LIBRARY_ROOM)).isEqualTo("stdflib");
            assertThat(foreign.entryText(entry, EntryDescriptor.VERSION, EntryDescriptor.VERSION_ROOM)).isEqualTo("1.2.3");
            assertThat(foreign.entryText(entry, EntryDescriptor.TYPE_NAME, EntryDescriptor.TYPE_NAME_ROOM)).isEqualTo("counter");
            assertThat(foreign.entryInt(entry, EntryDescriptor.TYPE_ID)).isEqualTo(ResultSchema.COUNTER.id());
            assertThat(foreign.schema(entry)).isEqualTo("value:I64:0:1:8:SUM\n");
            final long block = foreign.entryLong(entry, EntryDescriptor.BLOCK_OFFSET);
            assertThat(block % BlockDescriptor.ALIGNMENT).isZero();
            assertThat(memoryOfFile.asSlice(block, 72).toArray(ValueLayout.JAVA_LONG))
                .containsExactly(2, 43, 44, 45, 46, 47, 8, 0, 42);
        }
    }

    @Test
    void shouldKeepOneTextPerType() throws IOException {
        final ResultFile file = memory.createFile("eth0", 0, List.of(counter(1, 1), counter(1, 2)));
        try (ForeignFile foreign = new ForeignFile(file.path())) {
            final int used = OrderedMemory.getInt(foreign.segment(), ResultFileDescriptor.SCHEMA_USED);
            final long start = OrderedMemory.getLong(foreign.segment(), ResultFileDescriptor.SCHEMA_OFFSET);
            assertThat(FixedText.get(foreign.segment(), start, used)).isEqualTo(
                "type %08x 8 counter\nvalue:I64:0:1:8:SUM\n\n".formatted(ResultSchema.COUNTER.id()));
        }
    }

    @Test
    void shouldPublishOnlyWhatWasEnded() throws IOException {
        final ResultSlot slot = memory.createFile("eth0", 0, List.of(counter(1, 1))).slot(0);
        assertThat(slot.read().published()).isFalse();
        assertThat(slot.read().seen()).isZero();
        publish(slot, 7);
        slot.begin().setLong(0, 1000);
        final SlotSnapshot read = slot.read();
        assertThat(read.published()).isTrue();
        assertThat(ResultSchema.COUNTER.view(read.payload())).isEqualTo(7L);
        assertThat(List.of(read.captureTime(), read.wallTime(), read.seen(), read.passed(), read.missed(), read.publication()))
            .containsExactly(8L, 9L, 10L, 11L, 12L, 1L);
        slot.abandon();
        assertThat(slot.begin().getLong(0)).as("what was published last").isEqualTo(7);
        assertThat(read.last()).isFalse();
        slot.finish();
        publish(slot, 8);
        assertThat(slot.read().last()).isTrue();
        assertThat(slot.read().fresh()).isFalse();
    }

    @Test
    void shouldForgetAnAbandonedFirstValue() throws IOException {
        final ResultSlot slot = memory.createFile("eth0", 0, List.of(counter(1, 1))).slot(0);
        slot.startFresh();
        slot.begin().setLong(0, 5);
        slot.abandon();
        slot.end(1, 2, 3, 4, 5);
        assertThat(ResultSchema.COUNTER.view(slot.read().payload())).isEqualTo(0L);
        assertThat(slot.read().fresh()).isTrue();
    }

    @Test
    void shouldAddBlocksWhileThereIsRoomAndUseFreedOnesAgain() throws IOException {
        final ResultFile file = memory.createFile("eth0", 0, List.of());
        final List<ResultSlot> slots = new ArrayList<>();
        for (ResultSlot slot = file.add(counter(1, 1)); slot != null; slot = file.add(counter(1, slots.size() + 1))) {
            publish(slot, slots.size());
            slots.add(slot);
        }
        assertThat(slots).hasSize(32);
        file.remove(identity(1, 7));
        assertThat(slots.get(6).snapshot(slots.get(6).newSnapshot())).isEqualTo(ReadOutcome.CLOSED);
        final ResultSlot again = file.add(counter(9, 9));
        assertThat(again.read().published()).as("zeroed").isFalse();
        assertThat(again.begin().getLong(0)).isZero();
        publish(again, 1000);
        for (int i = 0; i < slots.size(); i++) {
            if (i != 6) {
                assertThat(slots.get(i).begin().getLong(0)).isEqualTo(i);
                assertThat(slots.get(i).read().captureTime()).isEqualTo(i + 1);
            }
        }
        assertThatExceptionOfType(MapiException.class).isThrownBy(() -> slots.get(6).read())
            .withMessage("the result was given up: type=counter")
            .satisfies(e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_SHM_ERR));
    }

    @Test
    void shouldRefuseAFunctionTwice() throws IOException {
        final ResultFile file = memory.createFile("eth0", 0, List.of(counter(1, 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> file.add(counter(1, 1)))
            .withMessageStartingWith("function has a block already: identity=BlockIdentity[flow=1, applied=1");
        assertThatIllegalArgumentException().isThrownBy(() -> file.remove(identity(3, 1)))
            .withMessageStartingWith("function has no block: identity=BlockIdentity[flow=3, applied=1");
        assertThatIllegalArgumentException().isThrownBy(() -> file.state(file.slot(0), SlotState.FREE));
    }

    @Test
    void shouldNameASharedBlockForEachFlow() throws IOException {
        final ResultFile file = memory.createFile("eth0", 0, List.of(counter(1, 1)));
        final ResultSlot slot = file.slot(0);
        assertThat(file.addName(slot, identity(2, 5))).isTrue();
        file.state(slot, SlotState.SUSPENDED);
        file.identify(new BlockIdentity(2, 5, "PKT_COUNTER", "stdflib", "2.0.0"));
        try (ForeignFile foreign = new ForeignFile(file.path())) {
            final long first = foreign.entry(1, 1);
            final long second = foreign.entry(2, 5);
            assertThat(foreign.entryLong(first, EntryDescriptor.BLOCK_OFFSET))
                .isEqualTo(foreign.entryLong(second, EntryDescriptor.BLOCK_OFFSET));
            assertThat(foreign.entryInt(first, EntryDescriptor.STATE)).isEqualTo(2);
            assertThat(foreign.entryInt(second, EntryDescriptor.STATE)).isEqualTo(2);
            assertThat(foreign.entryText(first, EntryDescriptor.VERSION, 32)).isEqualTo("1.2.3");
            assertThat(foreign.entryText(second, EntryDescriptor.VERSION, 32)).isEqualTo("2.0.0");
            publish(slot, 3);
            file.remove(identity(1, 1));
            assertThat(slot.read().seen()).as("the other flow goes on").isEqualTo(6);
            assertThat(foreign.entry(1, 1)).isEqualTo(-1);
            file.remove(identity(2, 5));
            assertThat(slot.snapshot(slot.newSnapshot())).isEqualTo(ReadOutcome.CLOSED);
            assertThat(foreign.entry(2, 5)).isEqualTo(-1);
        }
    }

    @Test
    void shouldMoveLiveBlocksToASuccessor() throws IOException {
        final ResultFile file = memory.createFile("eth0", 0, List.of(counter(1, 1), big(1, 2)));
        file.addName(file.slot(0), identity(2, 1));
        final ResultSlot small = file.slot(0);
        final ResultSlot large = file.slot(1);
        publish(small, 10);
        publish(large, 20);
        publish(large, 21);
        final SavedState state = new SavedState();
        state.putLong(77);
        assertThat(small.save(state)).isTrue();
        file.counter(AgentCounter.PLAN, 5);
        try (ForeignFile old = new ForeignFile(file.path())) {
            final Successor next = file.successor(List.of(counter(3, 1)));
            assertThat(next.file().generation()).isEqualTo(2);
            try (ForeignFile fresh = new ForeignFile(next.file().path())) {
                assertThat(fresh.state()).isEqualTo(FileHeaderDescriptor.STATE_PREPARED);
                assertThat(old.successor()).isZero();
                publish(small, 11);
                next.activate();
                assertThat(fresh.state()).isEqualTo(FileHeaderDescriptor.STATE_LIVE);
                assertThat(old.state()).isEqualTo(FileHeaderDescriptor.STATE_SUPERSEDED);
                assertThat(old.successor()).isEqualTo(2);
                assertThat(old.successorName()).isEqualTo(next.file().path().getFileName().toString());
                next.retire();
                publish(large, 22);
                assertThat(small.read().captureTime()).isEqualTo(12);
                assertThat(large.read().captureTime()).isEqualTo(23);
                assertThat(large.read().publication()).isEqualTo(3);
                assertThat(small.saved().reader().getLong()).isEqualTo(77);
                assertThat(next.file().counter(AgentCounter.PLAN)).isEqualTo(5);
                publish(next.slot(0), 30);
                assertThat(fresh.entry(2, 1)).isPositive();
                assertThat(fresh.entry(3, 1)).isPositive();
            }
            assertThat(file.path()).doesNotExist();
        }
    }

    private static BlockRequest big(int flow, int applied) {
        return new BlockRequest(identity(flow, applied), ResultSlotStressTest.square(1000));
    }

    @Test
    void shouldChangeNothingWhenASuccessorIsDiscarded() throws IOException {
        final ResultFile file = memory.createFile("eth0", 0, List.of(counter(1, 1)));
        final Successor next = file.successor(List.of(counter(1, 2)));
        assertThatIllegalStateException().isThrownBy(() -> file.add(counter(1, 3)))
            .withMessage("a successor is being prepared: file=" + file.path());
        file.state(file.slot(0), SlotState.QUARANTINED);
        try (ForeignFile foreign = new ForeignFile(next.file().path())) {
            assertThat(foreign.entryInt(foreign.entry(1, 1), EntryDescriptor.STATE)).as("state set meanwhile").isEqualTo(3);
        }
        next.discard();
        assertThat(next.file().path()).doesNotExist();
        publish(file.slot(0), 3);
        assertThat(file.slot(0).read().seen()).isEqualTo(6);
        assertThat(file.add(counter(1, 3))).isNotNull();
    }

    @Test
    void shouldGoOnThroughManySuccessors() throws IOException {
        ResultFile file = memory.createFile("eth0", 0, List.of(counter(0, 0)));
        final ResultSlot first = file.slot(0);
        final List<ResultSlot> all = new ArrayList<>(List.of(first));
        for (int i = 1; i <= 200; i++) {
            publish(first, i);
            final ResultSlot slot = file.add(counter(i, 0));
            if (slot == null) {
                final Successor next = file.successor(List.of(counter(i, 0)));
                next.activate();
                next.retire();
                file = next.file();
                all.add(next.slot(0));
            } else {
                all.add(slot);
            }
            publish(all.get(i), 1000 + i);
        }
        assertThat(file.generation()).isBetween(3, 10);
        assertThat(first.read().publication()).isEqualTo(200);
        for (int i = 1; i <= 200; i++) {
            assertThat(all.get(i).read().captureTime()).isEqualTo(1001 + i);
        }
        assertThat(file.slots()).hasSize(201).containsExactlyElementsOf(all);
    }

    @Test
    void shouldTellReadersThatAFileWasClosed() throws IOException {
        final ResultFile file = memory.createFile("eth0", 0, List.of(counter(1, 1)));
        final ResultSlot slot = file.slot(0);
        try (ForeignFile foreign = new ForeignFile(file.path())) {
            file.close();
            file.close();
            assertThat(foreign.state()).isEqualTo(FileHeaderDescriptor.STATE_CLOSED);
        }
        assertThat(slot.snapshot(slot.newSnapshot())).isEqualTo(ReadOutcome.CLOSED);
        assertThat(file.path()).doesNotExist();
    }

    @Test
    void shouldCloseAFileThatWasSucceededWithoutHarmToTheSuccessor() throws IOException {
        final ResultFile file = memory.createFile("eth0", 0, List.of(counter(1, 1)));
        final ResultSlot slot = file.slot(0);
        final Successor next = file.successor(List.of());
        next.activate();
        file.close();
        publish(slot, 1);
        assertThat(slot.read().seen()).isEqualTo(4);
        assertThat(next.file().path()).exists();
    }

    @Test
    void shouldKeepSavedStateAsFarAsThereIsRoom() throws IOException {
        final ResultSlot slot = memory.createFile("eth0", 0, List.of(counter(1, 1))).slot(0);
        assertThat(slot.saved().reader().remaining()).isZero();
        final SavedState state = new SavedState();
        state.putByte((byte) 1);
        state.putInt(-2);
        state.putLong(3);
        state.putDouble(0.5);
        state.putBytes(new byte[] {4, 5});
        assertThat(slot.save(state)).isTrue();
        final StateReader reader = slot.saved().reader();
        assertThat(reader.getByte()).isEqualTo((byte) 1);
        assertThat(reader.getInt()).isEqualTo(-2);
        assertThat(reader.getLong()).isEqualTo(3);
        assertThat(reader.getDouble()).isEqualTo(0.5);
        assertThat(reader.getBytes(2)).containsExactly(4, 5);
        assertThatIllegalStateException().isThrownBy(reader::getByte)
            .withMessage("read beyond the end of the saved state: wanted=1, remaining=0");
        state.putBytes(new byte[100]);
        assertThat(slot.save(state)).as("longer than its room").isFalse();
        assertThat(slot.saved().length()).as("what was saved before is not taken for it").isZero();
    }

    @Test
    void shouldLimitSavedState() {
        final SavedState state = new SavedState();
        state.putBytes(new byte[BlockRequest.MAXIMUM_STATE]);
        assertThatIllegalStateException().isThrownBy(() -> state.putByte((byte) 0))
            .withMessage("saved state is too long: length=16777217, maximum=16777216");
    }

    @Test
    void shouldRefuseSnapshotsOfAnotherSize() throws IOException {
        final ResultSlot slot = memory.createFile("eth0", 0, List.of(counter(1, 1))).slot(0);
        assertThatIllegalArgumentException().isThrownBy(() -> slot.snapshot(new SlotSnapshot(16)))
            .withMessage("snapshot of another size: size=16, expected=8");
    }

    @Test
    void shouldCountForFunctionsWithoutResult() throws IOException {
        final ResultSlot slot = memory.createFile("eth0", 0,
            List.of(new BlockRequest(identity(1, 1), ResultSchema.NONE))).slot(0);
        slot.end(1, 2, 3, 4, 5);
        assertThat(slot.read().passed()).isEqualTo(4);
    }

    @Test
    void shouldHandOnlyPlainNativeMemoryToWriters() throws IOException {
        final ResultSlot slot = memory.createFile("eth0", 0, List.of(counter(1, 1))).slot(0);
        final RingQueue queue = memory.createQueue("q", 4096, 10);
        for (MemorySegment segment : List.of(slot.begin().segment(), slot.newSnapshot().payload(), queue.segment())) {
            assertThat(segment.isNative()).isTrue();
            assertThat(segment.isMapped()).isFalse();
        }
    }
}
