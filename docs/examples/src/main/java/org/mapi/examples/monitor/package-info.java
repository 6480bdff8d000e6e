/**
 * A monitor application: told of the events of connections, it never parses TCP. In the appliance it is attached to all sources
 * of the flow-monitoring stack as soon as its jar lies in {@code load/}.
 */
package org.mapi.examples.monitor;
