package org.mapi.capture;

import java.io.IOException;
import org.mapi.packet.Packet;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Writes packets to a trace. Buffers; used by one thread at a time.
 *
 * <p>Never leaves half a record behind: when the medium is full, the failing write or flush cuts the file back to its last whole
 * record where the channel can be cut, and says so in the exception.
 */
@ProviderType
public interface TraceWriter extends AutoCloseable {
    /**
     * Appends a packet.
     *
     * @param packet the packet; copied
     * @throws IOException              when the medium refuses
     * @throws org.mapi.MapiException MAPI_LINK_TYPE when the file's format holds one link type and the packet's is another
     */
    void write(Packet packet) throws IOException;

    /** Bytes of the trace so far, headers and buffered records included. */
    long length();

    /** Packets written so far. */
    long packets();

    /**
     * Brings everything written so far to the channel.
     *
     * @throws IOException when the medium refuses
     */
    void flush() throws IOException;

    /**
     * Flushes and closes the channel. Idempotent.
     *
     * @throws IOException when the medium refuses; the channel is closed all the same
     */
    @Override
    void close() throws IOException;
}
