package org.mapi.stdflib.std;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.mapi.capture.TraceFormat;
import org.mapi.capture.TraceWriter;
import org.mapi.capture.TraceWriters;
import org.mapi.packet.Packet;

/** Writes a line per packet, so that tests can read what was written; refuses when told that the medium is full. */
final class LineWriters implements TraceWriters {
    static final int HEADER = "header\n".length();
    int full = Integer.MAX_VALUE;

    @Override
    public TraceWriter create(WritableByteChannel channel, TraceFormat format, int linkType, int captureLength)
        throws IOException {
        channel.write(ByteBuffer.wrap("header\n".getBytes(StandardCharsets.US_ASCII)));
        return new LineWriter(channel);
    }

    private final class LineWriter implements TraceWriter {
        private final WritableByteChannel channel;
        private long length = HEADER;
        private long packets;

        LineWriter(WritableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(Packet packet) throws IOException {
            if (--full < 0) {
                throw new IOException("No space left on device");
            }
            final byte[] line = (packet.wireLength() + "\n").getBytes(StandardCharsets.US_ASCII);
            channel.write(ByteBuffer.wrap(line));
            length += line.length;
            packets++;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public long packets() {
            return packets;
        }

        @Override
        public void flush() { }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
