package org.mapi.run.launcher;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads lines of bounded length, and blocks of bytes between them. Not safe for several threads. */
final class LineReader {

    private final InputStream in;

    LineReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /**
     * Reads one line.
     *
     * @return the line without its end, or null at the end of the stream; a last line without its end is dropped
     * @throws LineTooLongException if the line is longer than {@link ControlProtocol#MAX_LINE}
     * @throws IOException if the stream fails
     */
    String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (line.size() == ControlProtocol.MAX_LINE) {
                throw new LineTooLongException();
            }
            line.write(b);
        }
        return null;
    }

    /**
     * Reads a block.
     *
     * @param length its length
     * @return exactly so many bytes
     * @throws IOException if the stream ends before
     */
    byte[] readBlock(int length) throws IOException {
        byte[] block = in.readNBytes(length);
        if (block.length < length) {
            throw new IOException("connection ended within a block: " + block.length + " of " + length + " bytes");
        }
        return block;
    }

    /** A line beyond the limit. */
    static final class LineTooLongException extends IOException {
        LineTooLongException() {
            super("line too long: more than " + ControlProtocol.MAX_LINE + " bytes");
        }
    }
}
