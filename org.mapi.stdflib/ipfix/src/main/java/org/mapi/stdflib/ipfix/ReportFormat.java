package org.mapi.stdflib.ipfix;

import java.util.Arrays;

/** The formats of FLOW_REPORT; the names are its first argument. */
enum ReportFormat {
    /** RFC 7011. */
    IPFIX(10),
    /** RFC 3954. */
    NETFLOW_V9(9),
    /** Fixed records of IPv4 flows. */
    NETFLOW_V5(5);

    private final int version;

    ReportFormat(int version) {
        this.version = version;
    }

    /** The version number in the header. */
    int version() {
        return version;
    }

    /** The format of a name, IPFIX for an empty one; null if there is none. */
    static ReportFormat of(String name) {
        return name.isEmpty() ? IPFIX
            : Arrays.stream(values()).filter(format -> format.name().equals(name)).findFirst().orElse(null);
    }
}
