package org.mapi.stdflib.anon;

import java.util.Locale;

/** The fields that rules name, as the original does, typing errors included. */
enum RuleField {
    PAYLOAD(FieldGroup.ANY, false), CHECKSUM(FieldGroup.ANY, true),
    SRC_IP(FieldGroup.IP, true), DST_IP(FieldGroup.IP, true), TTL(FieldGroup.IP, true), TOS(FieldGroup.IP, true),
    ID(FieldGroup.IP, true), VERSION(FieldGroup.IP, true), OPTIONS(FieldGroup.IP, false), PACKET_LENGTH(FieldGroup.IP, true),
    IP_PROTO(FieldGroup.IP, true), IHL(FieldGroup.IP, true), FRAGMENT_OFFSET(FieldGroup.IP, true), FLOW(FieldGroup.IP, true),
    SRC_PORT(FieldGroup.PORT, true), DST_PORT(FieldGroup.PORT, true),
    SEQUENCE_NUMBER(FieldGroup.TCP, true), OFFSET_AND_RESERVED(FieldGroup.TCP, true), ACK_NUMBER(FieldGroup.TCP, true),
    FLAGS(FieldGroup.TCP, true), URGENT_POINTER(FieldGroup.TCP, true), WINDOW(FieldGroup.TCP, true),
    TCP_OPTIONS(FieldGroup.TCP, false),
    UDP_DATAGRAM_LENGTH(FieldGroup.UDP, true),
    TYPE(FieldGroup.ICMP, true), CODE(FieldGroup.ICMP, true),
    HTTP_VERSION, METHOD, URI, USER_AGENT, ACCEPT, ACCEPT_CHARSET, ACCEPT_ENCODING, ACCEPT_LANGUAGE, ACCEPT_RANGES, AGE, ALLOW,
    AUTHORIZATION, CACHE_CONTROL, CONNECTION_TYPE("Connection"), CONTENT_TYPE, CONTENT_LENGTH, CONTENT_LOCATION, CONTENT_MD5,
    CONTENT_RANGE, COOKIE, ETAG, EXPECT, EXPIRES, FROM, HOST, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE,
    IF_UNMODIFIED_SINCE, LAST_MODIFIED, MAX_FORWRDS("Max-Forwards"), PRAGMA, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, RANGE,
    REFERRER("Referer"), RETRY_AFTER, SET_COOKIE, SERVER, TE, TRAILER, TRANSFER_ENCODING, UPGRADE, VIA, WARNING,
    WWW_AUTHENTICATE, X_POWERED_BY, RESPONSE_CODE, RESP_CODE_DESCR, VARY, DATE, CONTENT_ENCODING, KEEP_ALIVE, LOCATION,
    CONTENT_LANGUAGE, DERIVED_FROM, ALLOWED, MIME_VERSION, TITLE, REFRESH,
    USER(FieldGroup.FTP, false), PASS(FieldGroup.FTP, false), ACCT(FieldGroup.FTP, false), FTP_TYPE("TYPE", FieldGroup.FTP),
    STRU(FieldGroup.FTP, false), MODE(FieldGroup.FTP, false), CWD(FieldGroup.FTP, false), PWD(FieldGroup.FTP, false),
    CDUP(FieldGroup.FTP, false), PASV(FieldGroup.FTP, false), RETR(FieldGroup.FTP, false), REST(FieldGroup.FTP, false),
    PORT(FieldGroup.FTP, false), LIST(FieldGroup.FTP, false), NLST(FieldGroup.FTP, false), QUIT(FieldGroup.FTP, false),
    SYST(FieldGroup.FTP, false), STAT(FieldGroup.FTP, false), HELP(FieldGroup.FTP, false), NOOP(FieldGroup.FTP, false),
    STOR(FieldGroup.FTP, false), APPE(FieldGroup.FTP, false), STOU(FieldGroup.FTP, false), ALLO(FieldGroup.FTP, false),
    MKD(FieldGroup.FTP, false), RMD(FieldGroup.FTP, false), DELE(FieldGroup.FTP, false), RNFR(FieldGroup.FTP, false),
    RNTO(FieldGroup.FTP, false), SITE(FieldGroup.FTP, false), FTP_RESPONSE_CODE(FieldGroup.FTP, false),
    FTP_RESPONSE_ARG(FieldGroup.FTP, false);

    private final FieldGroup group;
    private final boolean number;
    /** Name in the protocol: of an HTTP header or an FTP command. */
    private final String word;

    RuleField(FieldGroup group, boolean number) {
        this.group = group;
        this.number = number;
        this.word = name();
    }

    /** A header of HTTP that is called so. */
    RuleField() {
        this.group = FieldGroup.HTTP;
        this.number = false;
        this.word = name().replace('_', '-').toLowerCase(Locale.ROOT);
    }

    RuleField(String word) {
        this.group = FieldGroup.HTTP;
        this.number = false;
        this.word = word.toLowerCase(Locale.ROOT);
    }

    RuleField(String word, FieldGroup group) {
        this.group = group;
        this.number = false;
        this.word = word;
    }

    FieldGroup group() {
        return group;
    }

    /** Whether it is a number or an address of fixed length in a binary header. */
    boolean isNumber() {
        return number;
    }

    boolean isAddress() {
        return this == SRC_IP || this == DST_IP;
    }

    /** Whether it is a part of a text protocol. */
    boolean isText() {
        return group == FieldGroup.HTTP || group == FieldGroup.FTP;
    }

    /** The header's name in lower case, or the command in capital letters. */
    String word() {
        return word;
    }
}
