package org.mapi.run.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes answers of the control protocol. Safe for any thread: a command may write from several. */
final class AnswerWriter {

    private final OutputStream raw;

    AnswerWriter(OutputStream raw) {
        this.raw = raw;
    }

    /** Returns a stream whose bytes become {@code out} blocks. */
    OutputStream out() {
        return new BlockStream("out");
    }

    /** Returns a stream whose bytes become {@code err} blocks. */
    OutputStream err() {
        return new BlockStream("err");
    }

    /** Writes a line of standard error. */
    void error(String message) throws IOException {
        byte[] bytes = (message + "\n").getBytes(StandardCharsets.UTF_8);
        for (int offset = 0; offset < bytes.length; offset += ControlProtocol.MAX_BLOCK) {
            block("err", bytes, offset, Math.min(ControlProtocol.MAX_BLOCK, bytes.length - offset));
        }
    }

    /** Ends an answer. */
    synchronized void exit(int status) throws IOException {
        raw.write(("exit " + status + "\n").getBytes(StandardCharsets.US_ASCII));
        raw.flush();
    }

    private synchronized void block(String kind, byte[] bytes, int offset, int length) throws IOException {
        raw.write((kind + " " + length + "\n").getBytes(StandardCharsets.US_ASCII));
        raw.write(bytes, offset, length);
        raw.flush();
    }

    /** Collects bytes until a flush or a full block. */
    private final class BlockStream extends OutputStream {

        private final String kind;
        private final byte[] buffer = new byte[ControlProtocol.MAX_BLOCK];
        private int used;

        BlockStream(String kind) {
            this.kind = kind;
        }

        @Override
        public synchronized void write(int b) throws IOException {
            buffer[used++] = (byte) b;
            if (used == buffer.length) {
                flush();
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            for (int i = 0; i < length; i++) {
                write(bytes[offset + i]);
            }
        }

        @Override
        public synchronized void flush() throws IOException {
            if (used > 0) {
                int length = used;
                used = 0;
                block(kind, buffer, 0, length);
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
