/**
 * Examples for authors of bundles: {@link org.mapi.examples.counter.IpVersions a counter}, {@link
 * org.mapi.examples.filter.TcpSyn a filter}, {@link org.mapi.examples.driver.TickerDriver a capture driver} and {@link
 * org.mapi.examples.reader.TrafficReader a reader}. They use the API and nothing else.
 */
package org.mapi.examples;
