package org.mapi.stdflib.std;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.FlowModification;
import org.mapi.function.FunctionInstance;
import org.mapi.function.FunctionReference;
import org.mapi.function.InstanceContext;
import org.mapi.function.ResultSource;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes rows to its file. */
final class ResultFileInstance implements FunctionInstance {
    /** Instead of a period: a row per packet. */
    static final long EVERY_PACKET = 0;
    /** Instead of a period: one row. */
    static final long AT_THE_END = -1;
    /** Empty periods in a row that get a row each; a clock that jumps must not fill the disk. */
    static final int MOST_EMPTY = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(ResultFileInstance.class);
    private static final ResultLayout<RowFileStatus> LAYOUT = ResultLayout.of(RowFileStatus.class);
    private static final int ROWS = LAYOUT.offset("rows");
    private static final int BYTES = LAYOUT.offset("bytes");
    private static final int FAILED = LAYOUT.offset("failed");
    private static final int SKIPPED = LAYOUT.offset("skipped");
    private static final int FILE_ARGUMENT = 3;

    private final RowFormat format;
    private final String title;
    private final boolean reset;
    private final long period;
    private final Periods periods;
    private final RowBuffer buffer;
    private Path path;
    private FileChannel file;
    private boolean broken;
    private long seen;
    private long rows;
    private long held;
    private long bytes;
    private long failed;
    private long skipped;

    ResultFileInstance(RowFormat format, String title, boolean reset, long period) {
        this.format = format;
        this.title = title;
        this.reset = reset;
        this.period = period;
        this.periods = new Periods(Math.max(1, period));
        this.buffer = new RowBuffer(format.longest());
    }

    @Override
    public void modify(FlowModification flow) {
        if (period > 0) {
            format.sources().stream().map(ResultSource::reference).filter(one -> one.flow() == flow.self().flow())
                .min(Comparator.comparingInt(FunctionReference::id)).ifPresent(flow::reorderBefore);
        }
    }

    @Override
    public void init(InstanceContext context) {
        path = context.file(FILE_ARGUMENT);
        try {
            if (context.replacing()) {
                file = FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                file = FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                final ByteBuffer header = RowBuffer.line(title);
                bytes = header.remaining();
                while (header.hasRemaining()) {
                    file.write(header);
                }
            }
        } catch (IOException e) {
            throw new MapiException(MapiError.MAPI_ERROR_FILE, "cannot write " + path + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no such directory";
            case AccessDeniedException denied -> "no permission";
            default -> String.valueOf(e.getMessage());
        };
    }

    @Override
    public boolean process(Packet packet) {
        if (period == EVERY_PACKET) {
            row();
        } else if (period > 0) {
            periods.begin(packet.timestamp());
            advance(packet.timestamp());
        }
        return true;
    }

    @Override
    public void timer(long now) {
        if (period > 0) {
            advance(now);
        }
        write();
    }

    private void advance(long now) {
        if (!periods.advance(now)) {
            return;
        }
        final long packets = format.packets();
        if (packets == seen) {
            zeros();
        } else {
            row();
        }
        seen = packets;
        final long empty = Math.min(periods.passed(), MOST_EMPTY);
        for (long i = 0; i < empty; i++) {
            zeros();
        }
        skipped += periods.passed() - empty;
    }

    private void row() {
        if (room()) {
            format.row(buffer);
            held++;
        } else {
            failed++;
        }
        if (reset) {
            format.reset();
        }
    }

    private void zeros() {
        if (room()) {
            format.zeros(buffer);
            held++;
        } else {
            failed++;
        }
    }

    private boolean room() {
        if (buffer.full()) {
            write();
        }
        return !broken;
    }

    private void write() {
        final int length = buffer.length();
        if (length == 0) {
            return;
        }
        try {
            buffer.write(file);
            rows += held;
            bytes += length;
        } catch (IOException e) {
            broken = true;
            failed += held;
            LOG.error("RES2FILE stops writing to {} after {} rows: {}", path, rows, e.getMessage());
        }
        held = 0;
    }

    @Override
    public void end() {
        if (period == AT_THE_END) {
            row();
        }
        write();
    }

    @Override
    public void publish(ResultBlock block) {
        block.setLong(ROWS, rows + held);
        block.setLong(BYTES, bytes + buffer.length());
        block.setLong(FAILED, failed);
        block.setLong(SKIPPED, skipped);
    }

    @Override
    public void save(StateWriter state) {
        write();
        state.putByte((byte) (broken ? 1 : 0));
        state.putLong(seen);
        state.putLong(rows);
        state.putLong(bytes);
        state.putLong(failed);
        state.putLong(skipped);
        periods.save(state);
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        broken = state.getByte() != 0;
        seen = state.getLong();
        rows = state.getLong();
        bytes = state.getLong();
        failed = state.getLong();
        skipped = state.getLong();
        periods.restore(state);
    }

    @Override
    public void cleanup() {
        if (file != null) {
            write();
            try {
                file.close();
            } catch (IOException e) {
                LOG.error("RES2FILE cannot close {}: {}", path, e.getMessage());
            }
        }
    }
}
