package org.mapi.stdflib.std;

import java.io.IOException;
import org.mapi.MapiException;
import org.mapi.capture.TraceFormat;
import org.mapi.capture.TraceWriters;
import org.mapi.function.Application;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.CaptureFileStatus;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the packets it sees, file after file. */
final class ToFileInstance implements FunctionInstance {
    private static final Logger LOG = LoggerFactory.getLogger(ToFileInstance.class);
    private static final ResultLayout<CaptureFileStatus> LAYOUT = ResultLayout.of(CaptureFileStatus.class);
    private static final int STATUS = LAYOUT.offset("status");
    private static final int FILES = LAYOUT.offset("files");
    private static final int PACKETS = LAYOUT.offset("packets");
    private static final int BYTES = LAYOUT.offset("bytes");
    private static final int FAILED = LAYOUT.offset("failed");
    private static final int FILE_ARGUMENT = 1;
    private static final int WRITING = 11;
    private static final int DONE = 0;
    private static final int ERROR = 1;

    private final TraceFormat format;
    private final long wanted;
    private final Rotation rotation;
    private final TraceWriters writers;
    private final Application application;
    private TraceFiles files;
    private int status = WRITING;
    /** Packets handed to a file. Those that the file could not keep become failures when that shows. */
    private long accepted;
    private long failed;

    ToFileInstance(TraceFormat format, long wanted, Rotation rotation, TraceWriters writers, Application application) {
        this.format = format;
        this.wanted = wanted;
        this.rotation = rotation;
        this.writers = writers;
        this.application = application;
    }

    @Override
    public void init(InstanceContext context) {
        files = new TraceFiles(context.file(FILE_ARGUMENT), format, rotation, writers, application, context::reads);
        files.requireNoInput();
        if (!context.replacing()) {
            files.open();
        }
    }

    @Override
    public boolean process(Packet packet) {
        if (status != WRITING) {
            failed += status == ERROR ? 1 : 0;
            return true;
        }
        try {
            if (files.write(packet)) {
                accepted++;
            } else {
                failed++;
            }
        } catch (IOException | MapiException e) {
            failed++;
            fail(e);
        }
        if (accepted == wanted && wanted > 0 && status == WRITING) {
            status = DONE;
            close();
        }
        return true;
    }

    /** Gives up; packets that were buffered and did not get into a file any more are failures too. */
    private void fail(Exception e) {
        status = ERROR;
        try {
            files.finish();
        } catch (IOException again) {
            LOG.error("TO_FILE cannot finish {}: {}", files.target(), again.getMessage());
        }
        failed += accepted - files.packets();
        accepted = files.packets();
        LOG.error("TO_FILE stops writing to {} after {} packets: {}", files.target(), accepted, e.getMessage());
    }

    @Override
    public void end() {
        if (status == WRITING) {
            close();
        }
    }

    private void close() {
        try {
            files.finish();
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    public void publish(ResultBlock block) {
        block.setInt(STATUS, status);
        block.setInt(FILES, files.finished());
        block.setLong(PACKETS, files.packets());
        block.setLong(BYTES, files.bytes());
        block.setLong(FAILED, failed);
    }

    @Override
    public void save(StateWriter state) {
        close();
        state.putInt(status);
        state.putLong(accepted);
        state.putLong(failed);
        state.putInt(files.finished());
        state.putLong(files.bytes());
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        status = state.getInt();
        accepted = state.getLong();
        failed = state.getLong();
        files.continueAfter(state.getInt(), state.getLong(), accepted);
    }

    @Override
    public void cleanup() {
        if (files != null) {
            close();
        }
    }
}
