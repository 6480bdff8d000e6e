/**
 * The flow export library, {@code ipfixflib}: FLOW_REPORT.
 *
 * <p>The meter of org.mapi.core.tracking keeps the accounts; here they become datagrams ({@code ReportDatagrams} and its two
 * kinds),
 * go into the function's queue, and from there to a collector ({@code CollectorSender}) and to clients.
 */
package org.mapi.stdflib.ipfix;
