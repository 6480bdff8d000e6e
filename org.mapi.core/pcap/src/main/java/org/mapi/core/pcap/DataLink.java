package org.mapi.core.pcap;

/**
 * The two numberings of link types: {@code LINKTYPE_} as files and this project's packets carry it, and {@code DLT_} as libpcap's
 * functions take and give it. They differ for a handful of types whose {@code DLT_} numbers differ between systems; the numbers
 * here are Linux's, checked by a test against the installed libpcap.
 */
public final class DataLink {
    private static final int[][] DIFFERENT = {
        // LINKTYPE_, DLT_
        {100, 11},  // ATM_RFC1483
        {101, 12},  // RAW
        {102, 15},  // SLIP_BSDOS
        {103, 16},  // PPP_BSDOS
        {106, 19},  // ATM_CLIP
    };

    private DataLink() { }

    /**
     * The {@code DLT_} value of a {@code LINKTYPE_} value.
     *
     * @param linkType any number; one without a difference is its own {@code DLT_}
     */
    public static int ofLinkType(int linkType) {
        for (int[] pair : DIFFERENT) {
            if (pair[0] == linkType) {
                return pair[1];
            }
        }
        return linkType;
    }

    /**
     * The {@code LINKTYPE_} value of a {@code DLT_} value.
     *
     * @param dataLink any number; one without a difference is its own {@code LINKTYPE_}
     */
    public static int toLinkType(int dataLink) {
        for (int[] pair : DIFFERENT) {
            if (pair[1] == dataLink) {
                return pair[0];
            }
        }
        return dataLink;
    }
}
