package org.mapi.stdflib.ipfix;

import java.util.List;

/**
 * The arguments of FLOW_REPORT, checked.
 *
 * @param transport null: to be read by clients only
 * @param elements  fields of the records, unused for NetFlow v5
 * @param idle      nanoseconds, as the other times; {@code Long.MAX_VALUE} is never
 * @param domain    number of the exporter
 */
record ReportOptions(ReportFormat format, Transport transport, boolean vlan, boolean inner, boolean biflow,
                     List<Element> elements, long idle, long active, long refresh, int datagrams, int table, boolean live,
                     int domain) { }
