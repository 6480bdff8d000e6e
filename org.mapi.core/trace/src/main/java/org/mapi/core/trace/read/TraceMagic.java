package org.mapi.core.trace.read;

/** Names what a file is that is no trace of ours, from its first bytes. */
final class TraceMagic {
    private static final int ZSTD = 0xfd2fb528;
    private static final int XZ = 0x587a37fd;
    private static final int BZIP2 = 0x00685a42;
    private static final int BZIP2_MASK = 0x00ffffff;
    private static final int SNOOP = 0x6f6f6e73;

    private TraceMagic() { }

    /**
     * Describes the first bytes of a file.
     *
     * @param magic the first four bytes, read little endian
     */
    static String describe(int magic) {
        String bytes = String.format("%02x %02x %02x %02x", magic & 0xff, magic >>> 8 & 0xff, magic >>> 16 & 0xff, magic >>> 24);
        if (magic == ZSTD) {
            return bytes + " (zstd: decompress it first, zstdcat file | ... -)";
        }
        if (magic == XZ) {
            return bytes + " (xz: decompress it first, xzcat file | ... -)";
        }
        if ((magic & BZIP2_MASK) == BZIP2) {
            return bytes + " (bzip2: decompress it first, bzcat file | ... -)";
        }
        if (magic == SNOOP) {
            return bytes + " (snoop: convert it first, for instance with editcap)";
        }
        return bytes;
    }
}
