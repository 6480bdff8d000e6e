/**
 * Function library {@code mos}: {@link org.mapi.mos.functions.MosEvent} lets packets pass by the events that they raise in the
 * flow-monitoring stack.
 *
 * <p>All its functions of one flow share one run of the stack ({@link org.mapi.mos.functions.FlowStack}), a source without a
 * device that they feed themselves. In the appliance the stack is the service {@link org.mapi.mos.Mos}; without a framework
 * whoever makes the function hands it in ({@link org.mapi.mos.PacketFollowers}).
 */
package org.mapi.mos.functions;
