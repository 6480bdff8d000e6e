package org.mapi.run.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measurements of one thing over several rounds. */
final class Series {
    private final String name;
    private final List<Double> values = new ArrayList<>();

    Series(String name) {
        this.name = name;
    }

    void add(double value) {
        values.add(value);
    }

    /** Forgets what came so far: it was the warm-up. */
    void clear() {
        values.clear();
    }

    String name() {
        return name;
    }

    /** The middle of them; of an even number the mean of the two in the middle. NaN when there are none. */
    double median() {
        final List<Double> sorted = values.stream().sorted().toList();
        final int count = sorted.size();
        return count == 0 ? Double.NaN : (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
    }

    double smallest() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    double largest() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** The median of the quotients round by round: what disturbs a round disturbs both. */
    double ratioTo(Series peer) {
        final Series quotients = new Series("");
        for (int i = 0; i < Math.min(values.size(), peer.values.size()); i++) {
            quotients.add(values.get(i) / peer.values.get(i));
        }
        return quotients.median();
    }

    /** One line: median, smallest, largest, and how many times the peer it is. */
    String line(String unit, Series peer) {
        return String.format(Locale.ROOT, "  %-44s %10.2f %-10s (%.2f to %.2f)   %6.2f x %s", name, median(), unit, smallest(),
            largest(), ratioTo(peer), peer.name());
    }
}
