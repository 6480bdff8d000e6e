/**
 * Device agents: one thread does everything for a packet - poll, decode, walk, publish. Nothing here allocates per packet, locks
 * or calls a service; changes come as commands between two batches.
 */
package org.mapi.core.engine.agent;
