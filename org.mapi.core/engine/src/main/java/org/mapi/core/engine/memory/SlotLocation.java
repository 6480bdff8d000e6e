package org.mapi.core.engine.memory;

import java.lang.foreign.MemorySegment;

/**
 * Where a block lies.
 *
 * @param file   the whole file
 * @param offset start of the block
 */
record SlotLocation(MemorySegment file, long offset) { }
