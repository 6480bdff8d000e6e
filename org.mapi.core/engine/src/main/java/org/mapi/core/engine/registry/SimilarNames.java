package org.mapi.core.engine.registry;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what a mistyped name may have meant. */
public final class SimilarNames {
    private static final int MOST = 3;
    private static final int SHORT = 4;

    private SimilarNames() { }

    /**
     * Names that differ little: by case, by a few letters, or that contain the given one.
     *
     * @param name  the name that was not found
     * @param known all names
     * @return at most three, the closest first
     */
    public static List<String> of(String name, Collection<String> known) {
        final String wanted = name.toUpperCase(Locale.ROOT);
        final int best = known.stream().mapToInt(candidate -> score(wanted, candidate)).min().orElse(0);
        final int tolerance = Math.min(wanted.length() < SHORT ? 1 : Math.max(2, wanted.length() / 3), best + 1);
        return known.stream().distinct()
            .filter(candidate -> score(wanted, candidate) <= tolerance)
            .sorted(Comparator.<String>comparingInt(candidate -> score(wanted, candidate))
                .thenComparing(Comparator.naturalOrder()))
            .limit(MOST).toList();
    }

    private static int score(String wanted, String candidate) {
        final String upper = candidate.toUpperCase(Locale.ROOT);
        final boolean part = wanted.length() > 2 && (upper.contains(wanted) || upper.length() > 2 && wanted.contains(upper));
        return part ? Math.min(1, distance(wanted, upper)) : distance(wanted, upper);
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            final int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                final int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
