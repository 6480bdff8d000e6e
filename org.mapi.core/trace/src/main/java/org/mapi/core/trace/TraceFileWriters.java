package org.mapi.core.trace;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.mapi.capture.TraceFormat;
import org.mapi.capture.TraceWriter;
import org.mapi.capture.TraceWriters;
import org.mapi.core.trace.write.ErfWriter;
import org.mapi.core.trace.write.PcapWriter;
import org.mapi.core.trace.write.PcapngWriter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The service that makes trace writers. RAW is written as pcap with microseconds, as the original did; ERF holds Ethernet only.
 */
@Component(service = TraceWriters.class)
public final class TraceFileWriters implements TraceWriters {
    /** Creates the service. */
    @Activate
    public TraceFileWriters() {
        // nothing to set up
    }

    @Override
    public TraceWriter create(WritableByteChannel channel, TraceFormat format, int linkType, int captureLength)
        throws IOException {
        return switch (format) {
            case PCAP, RAW -> new PcapWriter(channel, linkType, captureLength, false);
            case PCAP_NANOSECONDS -> new PcapWriter(channel, linkType, captureLength, true);
            case PCAPNG -> new PcapngWriter(channel, linkType, captureLength);
            case ERF -> new ErfWriter(channel, linkType, captureLength);
        };
    }
}
