package org.mapi.run.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Measurements of one thing over several rounds. */
public final class Series {
    private final String name;
    private final List<Cost> costs = new ArrayList<>();

    /** Nothing measured yet. */
    public Series(String name) {
        this.name = name;
    }

    /** Adds the cost of a round. */
    public void add(Cost cost) {
        costs.add(cost);
    }

    /** Forgets what came so far: it was the warm-up. */
    public void clear() {
        costs.clear();
    }

    /** What was measured. */
    public String name() {
        return name;
    }

    /** Median of the elapsed times. */
    public double wall() {
        return median(values(Cost::wall));
    }

    /** Median of the processor times. */
    public double cpu() {
        return median(values(Cost::cpu));
    }

    /** The median of the quotients of elapsed times round by round: what disturbs a round disturbs both. */
    public double wallRatio(Series peer) {
        return ratio(values(Cost::wall), peer.values(Cost::wall));
    }

    /** The same of the processor times. */
    public double cpuRatio(Series peer) {
        return ratio(values(Cost::cpu), peer.values(Cost::cpu));
    }

    private double[] values(ToDoubleFunction<Cost> part) {
        return costs.stream().mapToDouble(part).toArray();
    }

    private static double ratio(double[] values, double[] peers) {
        final double[] quotients = new double[Math.min(values.length, peers.length)];
        for (int i = 0; i < quotients.length; i++) {
            quotients[i] = values[i] / peers[i];
        }
        return median(quotients);
    }

    /** The middle; of an even number the mean of the two in the middle. NaN when there are none. */
    public static double median(double[] values) {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        final int count = sorted.length;
        return count == 0 ? Double.NaN : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    }

    /** One line: medians, smallest and largest elapsed time, and how many times the peer it is. */
    public String line(String unit, Series peer) {
        final double[] all = values(Cost::wall);
        return String.format(Locale.ROOT, "  %-42s %8.2f %s (%.2f to %.2f), processor %8.2f; %5.2f times %s, processor %5.2f",
            name, wall(), unit, Arrays.stream(all).min().orElse(Double.NaN), Arrays.stream(all).max().orElse(Double.NaN), cpu(),
            wallRatio(peer), peer.name(), cpuRatio(peer));
    }
}
