package org.mapi.stdflib.anon;

/** Groups of fields, by the protocols that have them. */
enum FieldGroup {
    /** Of every protocol. */
    ANY,
    /** Header fields of IP; with a higher protocol those of the IP header around it. */
    IP,
    /** Ports. */
    PORT,
    /** Header fields of TCP. */
    TCP,
    /** Header fields of UDP. */
    UDP,
    /** Header fields of ICMP. */
    ICMP,
    /** Lines of HTTP. */
    HTTP,
    /** Lines of FTP. */
    FTP;

    boolean allowed(RuleProtocol protocol) {
        return switch (this) {
            case ANY, IP -> true;
            case PORT -> protocol != RuleProtocol.IP && protocol != RuleProtocol.ICMP;
            case TCP -> protocol == RuleProtocol.TCP || protocol == RuleProtocol.HTTP || protocol == RuleProtocol.FTP;
            case UDP -> protocol == RuleProtocol.UDP;
            case ICMP -> protocol == RuleProtocol.ICMP;
            case HTTP -> protocol == RuleProtocol.HTTP;
            case FTP -> protocol == RuleProtocol.FTP;
        };
    }
}
