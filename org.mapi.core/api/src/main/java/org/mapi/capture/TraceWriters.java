package org.mapi.capture;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.osgi.annotation.versioning.ProviderType;

/** Makes writers of trace files. A service; may be called from any thread. */
@ProviderType
public interface TraceWriters {
    /**
     * Starts a trace: the file header is written at once.
     *
     * @param channel       where it goes; closed by the writer
     * @param format        PCAP, RAW, PCAP_NANOSECONDS, PCAPNG or ERF
     * @param linkType      {@code LINKTYPE_} value of the packets (for PCAPNG: of the first interface, more are added as packets
     *                      of other interfaces come)
     * @param captureLength snap length to announce
     * @return the writer
     * @throws IOException when the header cannot be written
     * @throws org.mapi.MapiException MAPI_LINK_TYPE when the format cannot hold the link type
     */
    TraceWriter create(WritableByteChannel channel, TraceFormat format, int linkType, int captureLength) throws IOException;
}
