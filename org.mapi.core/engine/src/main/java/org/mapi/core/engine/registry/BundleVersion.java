package org.mapi.core.engine.registry;

/**
 * A bundle version, ordered as OSGi orders them: three numbers, then the qualifier as text.
 *
 * @param major     first number
 * @param minor     second number
 * @param micro     third number
 * @param qualifier rest, or empty
 */
record BundleVersion(int major, int minor, int micro, String qualifier) implements Comparable<BundleVersion> {
    private static final int PARTS = 4;

    /** Parses a version; what is missing or no number counts as 0, so that any text has its place. */
    static BundleVersion of(String text) {
        final String[] parts = text.trim().split("[.]", PARTS);
        return new BundleVersion(number(parts, 0), number(parts, 1), number(parts, 2), parts.length == PARTS ? parts[3] : "");
    }

    private static int number(String[] parts, int index) {
        if (index >= parts.length) {
            return 0;
        }
        try {
            return Integer.parseUnsignedInt(parts[index]) & Integer.MAX_VALUE;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public int compareTo(BundleVersion other) {
        int order = Integer.compare(major, other.major);
        order = order != 0 ? order : Integer.compare(minor, other.minor);
        order = order != 0 ? order : Integer.compare(micro, other.micro);
        return order != 0 ? order : qualifier.compareTo(other.qualifier);
    }
}
