package org.mapi.stdflib.anon;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.Packet;
import org.mapi.packet.Tunnel;

/** Changes a content: a payload, options, or a field of HTTP or FTP, in the outermost layers that have the protocol. */
final class ContentChange implements FieldChange {
    /** Longest content that is changed; the capture ends where more would follow. */
    static final int LONGEST = 1 << 18;
    private static final int HEADER = 20;
    private static final int LONGEST_OPTIONS = 40;

    private final RuleProtocol protocol;
    private final RuleField field;
    private final Treatment treatment;
    private final PacketEdit edit = new PacketEdit();
    private final HttpPlace http = new HttpPlace();
    private final LinePlace lines;
    private final byte[] content = new byte[LONGEST];
    private final SequenceNumbers numbers = new SequenceNumbers();
    /** What is remembered of connections; null where lengths of TCP payloads do not change. */
    private final ConnectionMemory memory;
    /** Whether the lines of the field may go on in the next segment. */
    private final boolean follows;
    /** Whether contents may get another length. */
    private final boolean resizes;
    private Layers segment;
    private int sequence;

    ContentChange(Rule rule, Treatment treatment) {
        this.protocol = rule.protocol();
        this.field = rule.field();
        this.treatment = treatment;
        this.lines = field.group() == FieldGroup.FTP ? new FtpPlace() : http;
        this.follows = HttpPlace.isHeader(field);
        this.resizes = switch (rule.function()) {
            case STRIP, HASHED, REPLACE, REGEXP -> true;
            default -> false;
        };
        final boolean stream = protocol == RuleProtocol.TCP || protocol == RuleProtocol.HTTP || protocol == RuleProtocol.FTP;
        this.memory = stream && (field == RuleField.PAYLOAD || lines != http || field.group() == FieldGroup.HTTP)
            ? new ConnectionMemory() : null;
    }

    @Override
    public boolean apply(Packet packet) {
        segment = memory == null ? null : segment(packet);
        if (segment == null) {
            edit.keepLength(false);
            return change(packet);
        }
        memory.look(segment, packet.timestamp());
        sequence = (int) segment.tcpSequence();
        final int before = segment.payloadWireLength();
        final boolean counts = resizes && before > 0 && (memory.isKnown() || protocol.applies(segment));
        edit.keepLength(counts && memory.isLate(sequence + before));
        final boolean changed = change(packet);
        final int longer = segment.payloadWireLength() - before;
        if (longer != 0) {
            memory.changed(sequence + before, longer);
        }
        if (counts) {
            memory.reached(sequence + before);
        }
        return memory.isShifted() && numbers.shift(packet, segment, memory) || changed;
    }

    /** The outermost layers with a TCP header that are no fragment; null if there are none. */
    private static Layers segment(Packet packet) {
        Layers layers = packet;
        while (layers.protocol() != IpProtocol.TCP || layers.transportHeaderLength() < HEADER || layers.isFragment()) {
            if (layers.tunnel() == Tunnel.NONE) {
                return null;
            }
            layers = layers.inner();
        }
        return layers;
    }

    private boolean has(Layers layers) {
        return field == RuleField.PAYLOAD ? protocol.carries(layers) : protocol.applies(layers)
            || follows && layers == segment && memory.headers(sequence) != ConnectionMemory.NO_HEADERS;
    }

    private boolean change(Packet packet) {
        Layers layers = packet;
        while (!has(layers)) {
            if (layers.tunnel() == Tunnel.NONE) {
                return false;
            }
            layers = layers.inner();
        }
        return switch (field) {
            case PAYLOAD -> payload(packet, layers);
            case OPTIONS -> options(packet, layers);
            case TCP_OPTIONS -> tcpOptions(packet, layers);
            default -> lines(packet, layers);
        };
    }

    private boolean payload(Packet packet, Layers layers) {
        int at = layers.payloadOffset();
        int length = layers.payloadLength();
        int wire = layers.payloadWireLength();
        if (protocol == RuleProtocol.IP) {
            at = layers.networkPayloadOffset();
            length = layers.networkPayloadLength();
            wire = layers.networkPayloadWireLength();
        } else if (protocol == RuleProtocol.HTTP) {
            http.begin(layers);
            if (!http.findBody(packet)) {
                return false;
            }
            wire -= http.offset() - at;
            at = http.offset();
            length = http.length();
        }
        if (at < 0 || wire <= 0 || length <= 0 && !treatment.replacesAll() && treatment.keeps() >= wire) {
            return false;
        }
        if (length > LONGEST) {
            length = LONGEST;
            packet.modified(at + length, Math.max(packet.wireLength(), packet.captureLength()));
        }
        edit.begin(packet, layers);
        if (edit.isFragment() && treatment.keeps() < length) {
            packet.modified(at + treatment.keeps(), Math.max(packet.wireLength(), packet.captureLength()));
            return true;
        }
        replace(packet, at, length, Math.max(length, wire), false);
        edit.end(packet);
        return true;
    }

    /** Makes the new content of a place and puts it there; returns how much longer it is. */
    private int replace(Packet packet, int at, int length, int wire, boolean text) {
        MemorySegment.copy(packet.segment(), ValueLayout.JAVA_BYTE, packet.offset() + at, content, 0, length);
        final int made = treatment.content(content, length, Math.min(LONGEST, edit.most(packet, length)), text);
        int newWire = wire + made - length;
        if (treatment.replacesAll()) {
            newWire = made;
        } else if (treatment.keeps() < wire) {
            newWire = Math.max(made, treatment.keeps());
        }
        edit.replace(packet, at, length, wire, content, made, newWire, text && !edit.isFragment() ? ' ' : 0);
        return edit.isFixed() ? 0 : made - length;
    }

    private boolean options(Packet packet, Layers layers) {
        final int start = layers.networkOffset();
        final int length = layers.ipVersion() == 4 ? ((packet.getUnsignedByte(start) & 0x0f) << 2) - HEADER : 0;
        if (length <= 0 || !packet.has(start + HEADER, length)) {
            return false;
        }
        edit.begin(packet, layers);
        final int made = replaceOptions(packet, start + HEADER, length);
        put(packet, start, 4 << 4 | HEADER + made >> 2);
        edit.end(packet);
        return true;
    }

    private boolean tcpOptions(Packet packet, Layers layers) {
        final int start = layers.transportOffset();
        final int length = layers.transportHeaderLength() - HEADER;
        final int offset = packet.getUnsignedByte(start + 12);
        if (length <= 0 || offset >>> 4 << 2 != HEADER + length) {
            return false;
        }
        edit.begin(packet, layers);
        final int made = replaceOptions(packet, start + HEADER, length);
        put(packet, start + 12, HEADER + made >> 2 << 4 | offset & 0x0f);
        edit.end(packet);
        return true;
    }

    /** Options are as long as a multiple of four bytes, with ends of the list behind them. */
    private int replaceOptions(Packet packet, int at, int length) {
        MemorySegment.copy(packet.segment(), ValueLayout.JAVA_BYTE, packet.offset() + at, content, 0, length);
        final int most = Math.min(LONGEST_OPTIONS, edit.most(packet, length)) & ~3;
        final int made = treatment.keeps() < length ? wholeOptions(length)
            : treatment.content(content, length, Math.max(length, most), false);
        final int padded = made + 3 & ~3;
        Arrays.fill(content, made, padded, (byte) 0);
        edit.replace(packet, at, length, length, content, padded, padded, (char) 0);
        return edit.isFixed() ? length : padded;
    }

    /** Length of the options that are kept: those that end within what is to be kept. */
    private int wholeOptions(int length) {
        final int limit = Math.min(length, treatment.keeps());
        int at = 0;
        while (at < limit && content[at] != 0) {
            final int size = content[at] == 1 ? 1 : at + 1 < length ? content[at + 1] & 0xff : 0;
            if (size < (content[at] == 1 ? 1 : 2) || at + size > limit) {
                return at;
            }
            at += size;
        }
        return at;
    }

    private static void put(Packet packet, int at, int value) {
        packet.writableSegment().set(ValueLayout.JAVA_BYTE, packet.offset() + at, (byte) value);
    }

    @Override
    public void save(StateWriter state) {
        if (memory != null) {
            memory.save(state);
        }
    }

    @Override
    public void restore(StateReader state) {
        if (memory != null) {
            memory.restore(state);
        }
    }

    @Override
    public long forgotten() {
        return memory == null ? 0 : memory.forgotten();
    }

    private boolean lines(Packet packet, Layers layers) {
        boolean any = false;
        lines.begin(layers);
        final boolean going = follows && layers == segment && layers.payloadLength() > 0;
        final int nextSegment = sequence + layers.payloadWireLength();
        final boolean whole = layers.payloadLength() == layers.payloadWireLength();
        if (going) {
            http.goOn(memory.headers(sequence));
        }
        while (lines.find(packet, field)) {
            if (!any) {
                edit.begin(packet, layers);
                any = true;
            }
            lines.moved(replace(packet, lines.offset(), Math.min(LONGEST, lines.length()), lines.length(), true));
        }
        if (any) {
            edit.end(packet);
        }
        if (going) {
            memory.headers(nextSegment, whole ? http.goesOn() : ConnectionMemory.NO_HEADERS);
        }
        return any;
    }
}
