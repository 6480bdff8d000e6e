package org.mapi.stdflib.ipfix;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.mapi.core.tracking.meter.FlowMeter;

/**
 * The fields of a data record, in order: those of the forward way and, for flows of two ways, those of the way back (RFC 5103).
 */
final class RecordTemplate {
    /** The enterprise number that marks an element of the way back. */
    static final int REVERSE_ENTERPRISE = 29_305;
    private static final int ENTERPRISE_BIT = 0x8000;
    private static final int HEADER = 4;

    private final int id;
    private final Element[] forward;
    private final Element[] back;
    private final int length;

    /**
     * A template.
     *
     * @param id       256 or more
     * @param elements the fields as asked for
     * @param version  IP version of the flows it is for
     * @param twoWays  whether records tell of the way back, too
     */
    RecordTemplate(int id, List<Element> elements, int version, boolean twoWays) {
        this.id = id;
        final List<Element> there = new ArrayList<>();
        elements.forEach(element -> there.add(element.in(version)));
        forward = there.toArray(Element[]::new);
        back = twoWays ? there.stream().filter(Element::isPerWay).toArray(Element[]::new) : new Element[0];
        int sum = 0;
        for (Element element : forward) {
            sum += element.length();
        }
        for (Element element : back) {
            sum += element.length();
        }
        length = sum;
    }

    int id() {
        return id;
    }

    /** Bytes of a record. */
    int length() {
        return length;
    }

    /** Bytes of the template itself. */
    int definitionLength() {
        return HEADER + 4 * forward.length + 8 * back.length;
    }

    /** Writes the template itself; returns where it ends. */
    long define(MemorySegment to, long start) {
        long at = start;
        Wire.put16(to, at, id);
        Wire.put16(to, at + 2, forward.length + back.length);
        at += HEADER;
        for (Element element : forward) {
            Wire.put16(to, at, element.number());
            Wire.put16(to, at + 2, element.length());
            at += 4;
        }
        for (Element element : back) {
            Wire.put16(to, at, element.number() | ENTERPRISE_BIT);
            Wire.put16(to, at + 2, element.length());
            Wire.put32(to, at + 4, REVERSE_ENTERPRISE);
            at += 8;
        }
        return at;
    }

    /** Writes a record. */
    void write(MemorySegment to, long start, FlowAccount account) {
        long at = start;
        for (Element element : forward) {
            element.write(to, at, account);
            at += element.length();
        }
        if (back.length > 0) {
            account.way(FlowMeter.REVERSE);
            for (Element element : back) {
                element.write(to, at, account);
                at += element.length();
            }
        }
    }
}
