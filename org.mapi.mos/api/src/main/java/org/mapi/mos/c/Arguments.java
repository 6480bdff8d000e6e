package org.mapi.mos.c;

import java.lang.foreign.MemorySegment;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.mos.Side;

/** Checks what programs pass. */
final class Arguments {
    private Arguments() { }

    /** One side; EINVAL otherwise. */
    static Side side(int number) {
        return switch (number) {
            case MosApi.MOS_SIDE_CLI -> Side.CLIENT;
            case MosApi.MOS_SIDE_SVR -> Side.SERVER;
            default -> throw new MosException(Errno.EINVAL, "side is " + number + ", expected MOS_SIDE_CLI or MOS_SIDE_SVR");
        };
    }

    /** Native memory of a size that the caller may use; EINVAL otherwise. */
    static MemorySegment memory(MemorySegment buffer, int length) {
        if (buffer == null || !buffer.isNative() || length < 0 || buffer.byteSize() < length || !buffer.scope().isAlive()
            || !buffer.isAccessibleBy(Thread.currentThread())) {
            throw new MosException(Errno.EINVAL, "memory for " + length + " bytes is " + buffer
                + ", expected native memory of at least this size");
        }
        return buffer;
    }
}
