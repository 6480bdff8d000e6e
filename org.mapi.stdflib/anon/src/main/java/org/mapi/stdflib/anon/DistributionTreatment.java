package org.mapi.stdflib.anon;

import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;

/** MAP_DISTRIBUTION: values become numbers drawn from a distribution, the same one for the same value. */
final class DistributionTreatment extends MapTreatment {
    private static final String EXPECTED = "UNIFORM,from,to or GAUSSIAN,mean,deviation with numbers of 0 to 4294967295";
    private static final long LARGEST = 0xffff_ffffL;
    private final boolean gaussian;
    private final long first;
    private final long second;
    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());

    DistributionTreatment(Rule rule, MappingTable table, MappingTable wide) {
        super(table, wide);
        final List<String> words = rule.parameters(3, EXPECTED);
        gaussian = words.get(0).equals("GAUSSIAN");
        if (!gaussian && !words.get(0).equals("UNIFORM")) {
            throw rule.wrongParameters(EXPECTED);
        }
        first = number(rule, words.get(1));
        second = number(rule, words.get(2));
        if (!gaussian && second < first) {
            throw rule.wrongParameters("UNIFORM,from,to with from not above to");
        }
    }

    private static long number(Rule rule, String word) {
        try {
            final long value = Long.parseLong(word);
            if (value >= 0 && value <= LARGEST) {
                return value;
            }
        } catch (NumberFormatException e) {
            // the one message below says it
        }
        throw rule.wrongParameters(EXPECTED);
    }

    @Override
    long fresh(int known, int bits) {
        final long largest = LARGEST >>> Integer.SIZE - bits;
        final long drawn = gaussian ? Math.round(first + random.nextGaussian() * second)
            : first + random.nextLong(second - first + 1);
        return Math.clamp(drawn, 0, largest);
    }

    /** Drawn anew each time. */
    @Override
    long forgotten(int bits) {
        return fresh(0, bits);
    }
}
