package org.mapi.core.engine.control;

import org.mapi.core.engine.memory.SlotSnapshot;
import org.mapi.result.ResultSchema;

/**
 * The last value of a function whose flow is closed.
 *
 * @param snapshot   what was published last
 * @param schema     its layout
 * @param lastReturn what the function returned last
 */
public record FinalValue(SlotSnapshot snapshot, ResultSchema schema, int lastReturn) { }
