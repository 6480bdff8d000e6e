/**
 * The memory in which results live: files that other processes may map read-only, blocks that instances publish into once per
 * batch, and rings for results that come one by one.
 *
 * <p>Entry point is {@link org.mapi.core.engine.memory.ResultMemory}. Per device queue there is one
 * {@link org.mapi.core.engine.memory.ResultFile} with a {@link org.mapi.core.engine.memory.ResultSlot} per function instance;
 * {@link org.mapi.core.engine.memory.RingQueue} is the engine's {@link org.mapi.result.ResultQueue}. Every layout stands in a
 * class named {@code ...Descriptor} and, for readers in other languages, in {@code docs/layouts.md}.
 *
 * <p>Threads: the control thread makes, changes and closes; the agent's thread publishes; any thread takes snapshots.
 */
package org.mapi.core.engine.memory;
