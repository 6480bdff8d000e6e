package org.mapi.stdflib.anon;

/** The functions that rules name. */
enum RuleFunction {
    UNCHANGED, MAP, MAP_DISTRIBUTION, STRIP, RANDOM, HASHED, PATTERN_FILL, ZERO, REPLACE, PREFIX_PRESERVING,
        PREFIX_PRESERVING_MAP,
    CHECKSUM_ADJUST, FILENAME_RANDOM, REGEXP;

    /** What is wrong with this function for a field, as "only ...", or null. */
    String objection(RuleField field) {
        if (this != UNCHANGED && (field == RuleField.VERSION || field == RuleField.IHL)) {
            return "UNCHANGED, for nothing else would leave a packet";
        }
        return switch (this) {
            case PREFIX_PRESERVING, PREFIX_PRESERVING_MAP -> field.isAddress() ? null : only("SRC_IP and DST_IP");
            case MAP, MAP_DISTRIBUTION -> field.isNumber() ? null : only("numbers and addresses in headers");
            case STRIP, REPLACE, FILENAME_RANDOM, REGEXP ->
                field.isNumber() ? only("PAYLOAD, OPTIONS, TCP_OPTIONS and fields of HTTP and FTP") : null;
            case CHECKSUM_ADJUST -> field == RuleField.CHECKSUM ? null : only("CHECKSUM");
            case UNCHANGED, RANDOM, HASHED, PATTERN_FILL, ZERO -> null;
        };
    }

    private String only(String fields) {
        return "another function: " + this + " is for " + fields;
    }
}
