package org.mapi.core.engine.control;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** How numbers stand in payloads. */
final class Payloads {
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Payloads() { }
}
