package org.mapi;

import java.time.Instant;

/**
 * What is known of a flow (mapi_flow_info_t).
 *
 * @param id        its number
 * @param owner     symbolic name of the bundle that created it, or {@code configuration}
 * @param deviceId  number of its device
 * @param device    the device's name
 * @param functions number of functions applied
 * @param start     when it was connected, or null
 * @param end       when its source ended or it was closed, or null
 * @param status    state
 * @param detail    why it is suspended or what is wrong, or empty
 * @param packets   packets given to the flow since it was connected
 */
public record FlowInformation(int id, String owner, int deviceId, String device, int functions, Instant start, Instant end,
                              FlowStatus status, String detail, long packets) { }
