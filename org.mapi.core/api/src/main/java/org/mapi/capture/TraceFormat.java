package org.mapi.capture;

/** Formats of trace files, with the original's numbers of {@code enum mapi_file_formats} where it had them. */
public enum TraceFormat {
    /** pcap with microseconds (MFF_PCAP). */
    PCAP(0),
    /** pcap, kept for programs that ask for MFF_RAW: the original wrote the same file for both. */
    RAW(1),
    /** Extensible record format of Endace DAG cards (MFF_DAG_ERF). */
    ERF(2),
    /** pcap with nanoseconds. */
    PCAP_NANOSECONDS(10),
    /** pcapng with nanoseconds, any number of interfaces. */
    PCAPNG(11);

    private final int number;

    TraceFormat(int number) {
        this.number = number;
    }

    /** The number used in function arguments. */
    public int number() {
        return number;
    }

    /** The format of a number, or null. */
    public static TraceFormat of(int number) {
        for (TraceFormat format : values()) {
            if (format.number == number) {
                return format;
            }
        }
        return null;
    }
}
