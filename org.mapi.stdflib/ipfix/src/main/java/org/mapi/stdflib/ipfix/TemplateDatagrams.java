package org.mapi.stdflib.ipfix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.mapi.core.tracking.meter.FlowMeter;
import org.mapi.core.tracking.meter.FlowReason;

/**
 * IPFIX messages and NetFlow v9 datagrams: templates, sent again after a time, and data records.
 *
 * <pre>
 *   IPFIX, 16 bytes:  | 10 | length | export time | sequence: data records before | domain |
 *   v9, 20 bytes:     |  9 | records, templates included | up time | seconds | sequence: datagrams before | domain |
 *   then sets:        | set (template: 2 or 0; data: template's number) | length | templates or records ... |
 * </pre>
 */
final class TemplateDatagrams extends ReportDatagrams {
    static final int IPFIX_HEADER = 16;
    static final int V9_HEADER = 20;
    private static final int SET_HEADER = 4;
    private static final int FIRST_TEMPLATE = 256;
    private static final long MILLISECOND = 1_000_000L;

    private final boolean ipfix;
    private final boolean twoWays;
    private final int domain;
    private final long refresh;
    private final RecordTemplate ipv4;
    private final RecordTemplate ipv6;
    private boolean defined;
    private long definedAt;
    private int definitions;
    private RecordTemplate open;
    private int openAt;

    /**
     * No datagram yet.
     *
     * @param ipfix    IPFIX rather than NetFlow v9
     * @param twoWays  one record for both ways of a flow, IPFIX only
     * @param elements the fields
     * @param refresh  nanoseconds after which templates are sent again; {@code Long.MAX_VALUE} is never
     * @param domain   number of the observation domain
     */
    TemplateDatagrams(MemorySegment memory, Sink sink, boolean ipfix, boolean twoWays, List<Element> elements, long refresh,
            int domain) {
        super(memory, sink);
        this.ipfix = ipfix;
        this.twoWays = twoWays;
        this.domain = domain;
        this.refresh = refresh;
        ipv4 = new RecordTemplate(FIRST_TEMPLATE, elements, 4, twoWays);
        ipv6 = new RecordTemplate(FIRST_TEMPLATE + 1, elements, 6, twoWays);
    }

    /** The standard fields. */
    static List<Element> standard(boolean ipfix) {
        return List.of(Element.sourceIPv4Address, Element.destinationIPv4Address, Element.sourceTransportPort,
            Element.destinationTransportPort, Element.protocolIdentifier, Element.ipClassOfService, Element.tcpControlBits,
            Element.packetDeltaCount, Element.octetDeltaCount,
            ipfix ? Element.flowStartMilliseconds : Element.flowStartSysUpTime,
            ipfix ? Element.flowEndMilliseconds : Element.flowEndSysUpTime, Element.vlanId, Element.icmpTypeCodeIPv4,
            Element.flowEndReason);
    }

    @Override
    boolean add(FlowMeter meter, int flow, FlowReason reason) {
        if (twoWays) {
            record(account.of(meter, flow, FlowMeter.FORWARD, reason));
            return true;
        }
        for (int way = FlowMeter.FORWARD; way <= FlowMeter.REVERSE; way++) {
            if (meter.packets(flow, way) > 0) {
                record(account.of(meter, flow, way, reason));
            }
        }
        return true;
    }

    private void record(FlowAccount flow) {
        final RecordTemplate template = flow.key().ipVersion() == 6 ? ipv6 : ipv4;
        if (length > 0 && length + template.length() + SET_HEADER + Integer.BYTES > LONGEST) {
            finish();
        }
        if (length == 0) {
            begin();
        }
        if (open != template) {
            close();
            open = template;
            openAt = length;
            Wire.put16(memory, length, template.id());
            length += SET_HEADER;
        }
        template.write(memory, length, flow);
        length += template.length();
        records++;
    }

    private void begin() {
        length = ipfix ? IPFIX_HEADER : V9_HEADER;
        definitions = 0;
        open = null;
        if (!defined || refresh != Long.MAX_VALUE && time() - definedAt >= refresh) {
            defined = true;
            definedAt = time();
            define();
        }
        began();
    }

    private void define() {
        final int start = length;
        Wire.put16(memory, start, ipfix ? 2 : 0);
        final long end = ipv6.define(memory, ipv4.define(memory, start + SET_HEADER));
        length = (int) end;
        definitions = 2;
        seal(start);
    }

    /** Ends a set at a multiple of four bytes. */
    private void seal(int start) {
        while ((length - start & 3) != 0) {
            Wire.put8(memory, length++, 0);
        }
        Wire.put16(memory, start + 2, length - start);
    }

    private void close() {
        if (open != null) {
            seal(openAt);
            open = null;
        }
    }

    @Override
    void complete() {
        close();
        Wire.put16(memory, 0, ipfix ? 10 : 9);
        if (ipfix) {
            Wire.put16(memory, 2, length);
            Wire.put32(memory, 4, seconds());
            Wire.put32(memory, 8, sequence);
            Wire.put32(memory, 12, domain);
            sequence += records;
        } else {
            Wire.put16(memory, 2, records + definitions);
            Wire.put32(memory, 4, (int) (time() / MILLISECOND - account.boot()));
            Wire.put32(memory, 8, seconds());
            Wire.put32(memory, 12, sequence++);
            Wire.put32(memory, 16, domain);
        }
    }

    /** A message that holds the templates and nothing else, for a collector that is connected to anew. */
    byte[] templates() {
        begin();
        if (definitions == 0) {
            define();
        }
        complete();
        final byte[] message = new byte[length];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, message, 0, length);
        length = 0;
        sequence = 0;
        defined = false;
        return message;
    }
}
