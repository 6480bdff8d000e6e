package org.mapi.mos.stack.component;

import java.util.Map;

/**
 * One side of an inline source.
 *
 * @param name    name of a device, as for a flow
 * @param options of its driver, by name; they win over those that the device is configured with
 */
record InlineDevice(String name, Map<String, String> options) { }
