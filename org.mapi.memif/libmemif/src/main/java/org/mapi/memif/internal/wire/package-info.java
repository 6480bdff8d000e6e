/**
 * The bytes of memif 2.0: control messages, rings and descriptors. Offsets live in {@code ...Descriptor} classes, each pinned by
 * a test; {@link org.mapi.memif.internal.wire.MessageCodec} turns 128 bytes into {@link org.mapi.memif.internal.wire.Message}
 * records and back.
 */
package org.mapi.memif.internal.wire;
